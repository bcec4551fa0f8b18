// A page with alerts of tasks, without a browser.
import { connect } from "../../../app/static/js/behaviours/task_alerts.js"
import "./events.js"

const WORDS = { "pending": "Waiting.", "done": "Done.", "failed": "Failed.", "failed-refused": "Refused.",
  "counted": { other: "{done} of {total}" }, "page": "See more" }

class Part {
  removeAttribute() {}

  setAttribute(name, value) {
    this[name] = value
  }

  toggleAttribute() {}
}

class Alert extends EventTarget {
  dataset = {}
  classList = { toggle() {} }
  parts = new Map()
  querySelectorAll = () => []
  querySelector(selector) {
    if (!this.parts.has(selector)) this.parts.set(selector, new Part())
    return this.parts.get(selector)
  }
}

// A page with these alerts, hidden so that no timer runs.
export function open(...news) {
  const alerts = []
  function append(alert) {
    alerts.push(alert)
    alert.remove = () => alerts.splice(alerts.indexOf(alert), 1)
  }
  for (const one of news) {
    append(Object.assign(new Alert(), { dataset: { task: one.task_id, news: JSON.stringify(one) } }))
  }
  const find = (selector) => alerts.find(({ dataset: { task } }) => selector === `[data-task="${task}"]`)
  const template = { content: { cloneNode: () => ({ firstElementChild: new Alert() }) } }
  const container = Object.assign(new EventTarget(), {
    append,
    dataset: { words: JSON.stringify(WORDS), pages: '{"export_posts": "/exports/TASK-ID"}' },
    querySelectorAll: () => alerts,
    querySelector: (selector) => (selector.startsWith("template") ? template : find(selector)),
  })
  const parts = { "[data-export-form]": { hidden: false }, "[data-export-running]": { hidden: true },
    "[data-task-announcer]": { textContent: "" }, "[data-task-alarm]": { textContent: "" } }
  const page = Object.assign(new EventTarget(), {
    body: { dataset: { since: "100" } },
    documentElement: { lang: "en" },
    title: "Home",
    hidden: true,
    querySelector: (selector) => parts[selector] ?? null,
    querySelectorAll: (selector) => (parts[selector] ? [parts[selector]] : []),
  })
  Object.assign(globalThis, { document: page, window: new EventTarget(), CSS: { escape: String } })
  connect(container)
  return { page, parts, alerts }
}

export const told = (state, more) => (
  { task_id: "7", name: "export_posts", description: "Export", state, progress: 42, ...more })

export function tell(page, state, more, timestamp = 101) {
  const detail = { data: told(state, more), timestamp }
  page.dispatchEvent(new CustomEvent("notification:task_progress", { detail }))
}

export function close() {
  for (const name of ["document", "window", "CSS"]) delete globalThis[name]
}
