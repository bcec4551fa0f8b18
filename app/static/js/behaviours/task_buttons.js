// Cancels, retries and dismisses tasks without a reload. What the server refuses is sent again as the plain
// form that it is, so that the page which follows says why.
import { send } from "../lib/forms.js"
import { Refused } from "../lib/http.js"
import { tell } from "../lib/task_news.js"

export function connect(container) {
  const words = JSON.parse(container.dataset.words || "{}")
  const underWay = new WeakSet()

  container.addEventListener("submit", async (event) => {
    const form = event.target
    event.preventDefault()
    if (underWay.has(form)) return
    underWay.add(form)
    await answer(form, words)
    underWay.delete(form)
  })
}

async function answer(form, words) {
  const alert = form.closest("[data-task]")
  const before = say(alert, form.matches("[data-task-cancel]") ? words.cancelling : undefined)
  const hadFocus = form.contains(document.activeElement)
  try {
    tell(await send(form))
    if (hadFocus) keepPlace(form, alert)
  } catch (error) {
    say(alert, before)
    if (error instanceof Refused) form.submit()
  }
}

// Gives back what was said before.
function say(alert, sentence) {
  const place = alert.querySelector("[data-task-words]")
  const before = place?.textContent
  if (place && sentence) place.textContent = sentence
  return before
}

// The button that was pressed may be gone, and with it the place where the keyboard is. Pushed news may
// have taken it before the answer came; a reader who went elsewhere meanwhile stays there.
function keepPlace(form, alert) {
  if (form.isConnected && !form.hidden) return
  const active = document.activeElement
  if (active && active !== document.body && !form.contains(active)) return
  const next = alert.isConnected && alert.querySelector("form:not([hidden]) button")
  const place = next || document.querySelector("main")
  place?.focus({ preventScroll: true })
}
