// Asks for the user's news and tells it to the other behaviours as `notification:<name>` events.
import { getJSON } from "../lib/http.js"
import { poll } from "../lib/poll.js"
import { latest, questionAfter } from "../lib/since.js"

const WATCHING_MS = 1_000
const RESTING_MS = 10_000
const ACTIVE_TASK = '[data-task][data-state="pending"], [data-task][data-state="running"]'

const everyMs = () => (document.querySelector(ACTIVE_TASK) ? WATCHING_MS : RESTING_MS)

function tell({ name, data, timestamp }) {
  document.dispatchEvent(new CustomEvent(`notification:${name}`, { detail: { data, timestamp } }))
}

export function connect(body) {
  let since = Number(body.dataset.since) || 0

  const stop = poll(async () => {
    try {
      const news = await getJSON(questionAfter(body.dataset.notificationsUrl, since))
      since = latest(since, news)
      news.forEach(tell)
    } catch (error) {
      if (error.status !== 401) throw error
      stop()
      document.querySelector("[data-session-lost]")?.removeAttribute("hidden")
    }
  }, { everyMs })
}
