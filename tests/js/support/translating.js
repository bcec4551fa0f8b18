// A post with the button that translates it, without a browser.
import { connect } from "../../../app/static/js/behaviours/translate.js"
import { settle } from "./clock.js"

class Element extends EventTarget {
  constructor(facts = {}) {
    super()
    Object.assign(this, { marks: {}, children: [], hidden: false }, facts)
  }

  setAttribute(name, value) { this.marks[name] = value }
  removeAttribute(name) { delete this.marks[name] }
  getAttribute(name) { return this.marks[name] }
  replaceChildren(...children) { this.children = children }
}

const WORDS = { busy: "Translating…", original: "Show original", translation: "Show translation",
  failed: "This did not work.", tooOften: "Please wait." }

export const FOUND = { text: "Good morning", language: "en", words: "Translated from Spanish." }

export function open() {
  const page = { asked: [], sent: 0 }
  page.original = new Element({ textContent: "Buenos días" })
  page.button = new Element({ textContent: "Translate from Spanish" })
  page.shown = new Element()
  page.form = new Element({ marks: { action: "/translate" }, submit: () => { page.sent += 1 } })
  const parts = { form: page.form, button: page.button, "[data-translated]": page.shown }
  const article = { querySelector: () => page.original }
  globalThis.document = { createElement: () => new Element() }
  globalThis.FormData = class { * [Symbol.iterator]() { yield ["post_id", "7"] } }
  connect({ dataset: WORDS, querySelector: (what) => parts[what], closest: () => article })
  return page
}

export function answerWith(page, answer) {
  globalThis.fetch = (url, { body }) => {
    page.asked.push([url, String(body)])
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
  }
}

export function press(page) {
  const event = new Event("submit", { cancelable: true })
  page.form.dispatchEvent(event)
  return event
}

export async function pressed(page) {
  const event = press(page)
  await settle()
  return event
}

export const told = (page) => page.shown.children.map(({ textContent }) => textContent)
