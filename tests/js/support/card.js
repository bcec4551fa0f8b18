// A name with its card, on as much of a page as it asks for.
import { connect } from "../../../app/static/js/behaviours/user_card.js"
import { Clock, settle } from "./clock.js"

class Element extends EventTarget {
  constructor(page) {
    super()
    Object.assign(this, { page, marks: {}, children: [], classList: { toggle() {} }, dataset: {} })
  }

  setAttribute(name, value) { this.marks[name] = value }
  getAttribute(name) { return this.marks[name] }
  removeAttribute(name) { delete this.marks[name] }
  append(child) { this.children.push(Object.assign(child, { parent: this })) }
  replaceChildren(child) { this.children = [child] }
  remove() { this.parent.children = this.parent.children.filter((child) => child !== this) }
  contains(other) { return other === this || this.children.some((child) => child.contains?.(other)) }
  matches() { return this.page.byKeyboard }
  getBoundingClientRect() { return { top: 0, bottom: 0, height: 0 } }
  focus() { this.page.activeElement = this }
  querySelector(what) {
    if (what === ":focus-visible") return this.page.byKeyboard ? this : null
    return { a: this.link, button: this.button }[what]
  }
}

function page() {
  const made = Object.assign(new EventTarget(), { byKeyboard: false })
  made.createElement = () => new Element(made)
  made.getElementById = () => ({ content: { cloneNode: () => new Element(made) } })
  made.adoptNode = (node) => node
  return made
}

export function name(document, username) {
  const wrapper = new Element(document)
  wrapper.dataset.url = `/user/${username}/popup`
  wrapper.link = new Element(document)
  wrapper.button = Object.assign(new Element(document), { hidden: true, marks: { "aria-label": "About" } })
  wrapper.children = [wrapper.link, wrapper.button]
  const clock = new Clock()
  connect(wrapper, clock)
  const tell = async (type, facts = {}, target = wrapper) => {
    target.dispatchEvent(Object.assign(new Event(type), facts))
    await clock.pass(0)
  }
  const pass = async (ms) => { await clock.pass(ms); await settle(); await settle() }
  const card = () => wrapper.children.find((child) => child.className === "user-card")
  return { ...wrapper, wrapper, clock, tell, pass, card }
}

export class About {
  words = {}
  back = { value: "" }
  cloneNode() { return Object.assign(new About(), { words: this.words }) }
  contains(other) { return other === this.words }
  querySelector(what) { return what.includes("back") ? this.back : this.words }
}

const NAMES = ["document", "fetch", "location", "DOMParser", "innerHeight"]

// Puts a page around a test; gives what is asked of the server, and what it answers.
export function world() {
  const before = Object.fromEntries(NAMES.map((each) => [each, globalThis[each]]))
  const made = { asked: [], about: new About(), answer: Promise.resolve({ ok: true, text: () => "<div>" }) }
  globalThis.document = page()
  globalThis.location = { pathname: "/explore", search: "?before=1-2" }
  globalThis.innerHeight = 800
  globalThis.fetch = (url) => { made.asked.push(url); return made.answer }
  globalThis.DOMParser = class { parseFromString = () => ({ querySelector: () => made.about }) }
  made.escape = () => document.dispatchEvent(Object.assign(new Event("keydown"), { key: "Escape" }))
  made.end = () => { made.escape(); Object.assign(globalThis, before) }
  return made
}
