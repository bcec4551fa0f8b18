// Hears or asks for the user's news, and tells it to the other behaviours as `notification:<name>` events.
import { getIfChanged } from "../lib/http.js"
import { poll } from "../lib/poll.js"
import { latest, questionAfter } from "../lib/since.js"
import { listen, SILENCE_MS } from "../lib/stream.js"
import { tabs } from "../lib/tabs.js"

const WATCHING_MS = 1_000
const RESTING_MS = 10_000
// Who listens asks as well: a server may die between writing news and telling it.
const LISTENING_MS = 30_000
const HIDDEN_MS = 60_000
const ACTIVE_TASK = '[data-task][data-state="pending"], [data-task][data-state="running"]'

class News {
  liveUntilMs = 0

  constructor(body) {
    const { user, since, notificationsUrl, streamUrl } = body.dataset
    this.url = notificationsUrl
    this.since = Number(since) || 0
    const work = listen({
      url: () => `${streamUrl}?since=${this.since}`,
      onNews: (news) => this.pass({ news }),
      onChange: (isLive) => this.pass({ isLive }),
    })
    this.tabs = tabs(`news:${user}`, { work, onMessage: (message) => this.take(message) })
  }

  start() {
    this.tabs.join()
    this.polling = poll(() => this.ask(), { everyMs: () => this.everyMs(), hiddenMs: HIDDEN_MS })
    // A page with an open connection is not kept for the way back.
    addEventListener("pagehide", this.tabs.leave)
    addEventListener("pageshow", ({ persisted }) => { if (persisted && !this.isOver) this.tabs.join() })
  }

  everyMs() {
    if (Date.now() < this.liveUntilMs) return LISTENING_MS
    return document.querySelector(ACTIVE_TASK) ? WATCHING_MS : RESTING_MS
  }

  async ask() {
    try {
      const question = questionAfter(this.url, this.since)
      const answer = await getIfChanged(question, question === this.question ? this.tag : undefined)
      this.question = question
      if (!answer) return
      this.tag = answer.tag
      for (const news of answer.body) this.tell(news)
    } catch (error) {
      if (error.status !== 401) throw error
      this.end()
    }
  }

  // What the tab that listens hears, all others hear from it.
  pass(message) {
    this.take(message)
    this.tabs.tell(message)
  }

  take({ news, isLive }) {
    if (news) this.tell(news)
    if (isLive) this.liveUntilMs = Date.now() + SILENCE_MS
    if (isLive === false) {
      this.liveUntilMs = 0
      this.polling?.wake()
    }
  }

  tell(news) {
    this.since = latest(this.since, [news])
    const { name, data, timestamp } = news
    document.dispatchEvent(new CustomEvent(`notification:${name}`, { detail: { data, timestamp } }))
  }

  end() {
    this.isOver = true
    this.polling.stop()
    this.tabs.leave()
    document.querySelector("[data-session-lost]")?.removeAttribute("hidden")
  }
}

export function connect(body) {
  new News(body).start()
}
