// Says how many characters are left in a text area, and how many are too many.
import { lengthOf } from "../lib/text_length.js"

const NEAR_THE_LIMIT = 20

export function remaining(text, most) {
  const left = most - lengthOf(text)
  return { count: Math.abs(left), over: left < 0, near: left <= NEAR_THE_LIMIT }
}

export function worded({ count, over }, words) {
  return (over ? words.over : words.left).replace("%(count)s", count)
}

export function connect(wrapper) {
  const area = wrapper.querySelector("textarea")
  const counter = wrapper.querySelector("[data-counter]")
  let marked = false

  // The browser's own limit counts an emoji as two or more and cuts pasted text without a word.
  area.removeAttribute("maxlength")

  function count() {
    const state = remaining(area.value, Number(wrapper.dataset.most))
    // An <output> is a live region: left alone it would interrupt at every key.
    counter.setAttribute("aria-live", state.near ? "polite" : "off")
    counter.textContent = worded(state, wrapper.dataset)
    if (state.over !== marked) mark(state.over)
  }

  // Only a change is marked, so that what the server said about another mistake stays.
  function mark(over) {
    marked = over
    counter.classList.toggle("is-over", over)
    area.classList.toggle("is-invalid", over)
    if (over) area.setAttribute("aria-invalid", "true")
    else area.removeAttribute("aria-invalid")
  }

  area.addEventListener("input", count)
  // A browser that goes back puts the old text into the area without an `input` event.
  addEventListener("pageshow", count)
  count()
}
