// Shows a few words about somebody at their name: to a pointer, to the keyboard, and to fingers by a button.
import { getPage } from "../lib/http.js"
import { systemClock } from "../lib/poll.js"

const OPEN_AFTER_MS = 300
const CLOSE_AFTER_MS = 200
const WORDS_ID = "user-card-words"

// What was asked once is known for as long as the page is there.
const known = new Map()
let shown = null

function ask(url) {
  if (!known.has(url)) {
    const answer = getPage(url).then((page) => page.querySelector("[data-card]"))
    // Where the session has ended, or the net, it may be another time.
    answer.then((found) => found || known.delete(url), () => known.delete(url))
    known.set(url, answer)
  }
  return known.get(url)
}

class UserCard {
  constructor(wrapper, clock) {
    Object.assign(this, { wrapper, clock })
    this.link = wrapper.querySelector("a")
    this.button = wrapper.querySelector("button")
  }

  start() {
    const on = (type, work) => this.wrapper.addEventListener(type, work)
    this.button.hidden = false
    this.button.addEventListener("click", () => (this.card ? this.close() : this.open()))
    on("pointerenter", ({ pointerType }) => pointerType === "touch" || this.plan("open", OPEN_AFTER_MS))
    on("pointerleave", () => this.hasFocus() || this.plan("close", CLOSE_AFTER_MS))
    on("focusin", ({ target }) => target.matches("a:focus-visible") && this.plan("open", OPEN_AFTER_MS))
    on("focusout", ({ relatedTarget }) => this.wrapper.contains(relatedTarget) || this.plan("close", 0))
  }

  // What the keyboard has brought is not the pointer's to take away.
  hasFocus() {
    return this.wrapper.querySelector(":focus-visible") !== null
  }

  plan(what, afterMs) {
    this.clock.cancel(this.timer)
    this.timer = this.clock.after(afterMs, () => this[what]())
  }

  async open() {
    if (this.card) return
    shown?.close()
    shown = this
    const card = (this.card = document.createElement("div"))
    card.className = "user-card"
    card.setAttribute("role", "group")
    card.setAttribute("aria-label", this.button.getAttribute("aria-label"))
    card.append(document.getElementById("card-skeleton").content.cloneNode(true))
    this.wrapper.append(card)
    this.button.setAttribute("aria-expanded", "true")
    const about = await ask(this.wrapper.dataset.url).catch(() => null)
    if (card !== this.card) return
    if (about) this.fill(about.cloneNode(true))
    else this.close()
  }

  fill(about) {
    this.card.replaceChildren(document.adoptNode(about))
    about.querySelector("[data-card-words]").id = WORDS_ID
    this.link.setAttribute("aria-describedby", WORDS_ID)
    const back = about.querySelector('[name="back"]')
    if (back) back.value = location.pathname + location.search
    const { bottom, height } = this.card.getBoundingClientRect()
    const hasRoom = this.link.getBoundingClientRect().top > height
    this.card.classList.toggle("above", bottom > innerHeight && hasRoom)
  }

  close() {
    this.clock.cancel(this.timer)
    if (!this.card) return
    // What has the focus goes with the card; the name that it belongs to is where one came from.
    const hadFocus = this.card.contains(document.activeElement)
    this.card.remove()
    this.card = shown = null
    this.link.removeAttribute("aria-describedby")
    this.button.setAttribute("aria-expanded", "false")
    if (hadFocus) this.link.focus()
    this.clock.cancel(this.timer)
  }
}

function dismiss({ type, key, target }) {
  if (type === "keydown" ? key === "Escape" : !shown?.wrapper.contains(target)) shown?.close()
}

export function connect(wrapper, clock = systemClock) {
  for (const type of ["keydown", "pointerdown"]) document.addEventListener(type, dismiss)
  new UserCard(wrapper, clock).start()
}
