// Keeps the number beside a link up to date from the notification of its name; hidden where nothing waits.
import { formOf } from "../lib/plurals.js"

const MOST = 99

export function shown(count, language) {
  return count > MOST ? `${MOST}+` : new Intl.NumberFormat(language).format(count)
}

export function spoken(forms, count, language) {
  return count > 0 ? formOf(forms, count, language).replace("{num}", shown(count, language)) : ""
}

export function connect(badge) {
  const language = document.documentElement.lang
  const forms = JSON.parse(badge.dataset.words)
  const number = badge.querySelector("[data-count]")
  const words = badge.querySelector("[data-spoken]")
  let newest = 0

  document.addEventListener(`notification:${badge.dataset.name}`, ({ detail }) => {
    const { data: count, timestamp } = detail
    // A question reaches back a little, so what it brings may be older than what the stream has brought.
    if (timestamp < newest) return
    newest = timestamp
    number.hidden = count === 0
    number.textContent = shown(count, language)
    // It is read out when it changes, so what is the same is left alone.
    const said = spoken(forms, count, language)
    if (words.textContent !== said) words.textContent = said
  })
}
