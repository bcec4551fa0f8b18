// The tabs of a browser, with the lock that one of them has and the channel between them.
import { tabs } from "../../../app/static/js/lib/tabs.js"

class Browser {
  waiting = []
  channels = new Set()

  view() {
    const browser = this
    class BroadcastChannel extends EventTarget {
      constructor() {
        super()
        browser.channels.add(this)
      }

      postMessage(data) {
        for (const other of browser.channels) {
          if (other !== this) other.dispatchEvent(Object.assign(new Event("message"), { data }))
        }
      }

      close() { browser.channels.delete(this) }
    }
    return { BroadcastChannel, navigator: { locks: { request: (...asked) => this.request(...asked) } } }
  }

  request(_name, { signal }, hold) {
    return new Promise((resolve, reject) => {
      const turn = { signal, start: () => Promise.resolve(hold()).then(resolve).then(() => this.next()) }
      signal.addEventListener("abort", () => {
        if (!turn.isHeld) reject(new DOMException("no longer wanted", "AbortError"))
      })
      this.waiting.push(turn)
      if (this.waiting.length === 1) this.begin()
    })
  }

  begin() {
    const [turn] = this.waiting
    if (turn) Object.assign(turn, { isHeld: true }).start()
  }

  next() {
    this.waiting.shift()
    this.waiting = this.waiting.filter(({ signal }) => !signal.aborted)
    this.begin()
  }
}

export function tab(view) {
  const it = { works: false, heard: [] }
  const work = { start: () => { it.works = true }, stop: () => { it.works = false } }
  return Object.assign(it, tabs("news", { work, onMessage: (message) => it.heard.push(message), view }))
}

export function opened(count) {
  const browser = new Browser()
  const all = Array.from({ length: count }, () => tab(browser.view()))
  for (const one of all) one.join()
  return all
}
