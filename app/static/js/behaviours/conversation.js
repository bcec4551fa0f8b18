// Shows what comes while a conversation is open and somebody can see it; to ask for it is to have read it.
import { getPage } from "../lib/http.js"

const AGAIN_MS = 10_000

class Conversation {
  isBusy = false
  isDue = false

  constructor(log) {
    this.log = log
    this.list = log.querySelector("ol")
    this.end = document.getElementById("latest")
    this.readAgain = this.readAgain.bind(this)
  }

  start() {
    document.addEventListener("notification:unread_message_count", this.readAgain)
    document.addEventListener("visibilitychange", () => { if (this.isDue) this.readAgain() })
    // Whoever goes back or reloads is where they were; and a form that was refused has the focus.
    if (scrollY === 0 && !location.hash) this.showEnd()
  }

  async readAgain() {
    this.isDue = true
    if (this.isBusy) return
    this.isBusy = true
    // What comes while it asks, it asks for once more.
    while (this.isDue && !document.hidden) await this.ask()
    this.isBusy = false
  }

  async ask() {
    this.isDue = false
    try {
      this.take(await getPage(this.log.dataset.url))
    } catch {
      setTimeout(this.readAgain, AGAIN_MS)
    }
  }

  take(page) {
    // Where the session has ended there is none, and the page says so elsewhere.
    const messages = [...page.querySelectorAll("[data-message]")]
    const fresh = messages.filter(({ id }) => !document.getElementById(id))
    if (fresh.length === 0) return
    const wasAtEnd = this.end.getBoundingClientRect().top < innerHeight
    if (fresh.length === messages.length) this.beginAnew(page)
    this.list.append(...fresh.map((message) => document.adoptNode(message)))
    if (wasAtEnd) this.showEnd()
  }

  // More has come than a page holds, or the first: what lies between is on the page before.
  beginAnew(page) {
    this.log.querySelector("[data-empty]")?.remove()
    this.list.replaceChildren()
    document.querySelector("[data-older]").replaceWith(document.adoptNode(page.querySelector("[data-older]")))
  }

  showEnd() {
    this.end.scrollIntoView({ block: "end" })
  }
}

export function connect(log) {
  new Conversation(log).start()
}
