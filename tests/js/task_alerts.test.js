import assert from "node:assert/strict"
import { afterEach, test } from "node:test"
import { connect } from "../../app/static/js/behaviours/task_alerts.js"

const WORDS = { "pending": "Waiting.", "done": "Done.", "failed": "Failed.", "failed-refused": "Refused." }

// A tab remembers, so everybody who opens the page is somebody else.
let users = 0

class Alert extends EventTarget {
  dataset = {}
  classList = { toggle() {} }
  querySelector = () => null
  querySelectorAll = () => []
}

// No alert yet, a hidden page so that no timer runs, and a list of all that anybody listens to.
function open() {
  const alerts = []
  const heard = []
  const template = { content: { cloneNode: () => ({ firstElementChild: new Alert() }) } }
  const container = Object.assign(new EventTarget(), {
    dataset: { words: JSON.stringify(WORDS) },
    append: (alert) => alerts.push(alert),
    querySelectorAll: () => alerts,
    querySelector: (selector) => (selector.startsWith("template") ? template
      : alerts.find((alert) => selector === `[data-task="${alert.dataset.task}"]`) ?? null),
  })
  const parts = { "[data-export-form]": { hidden: false }, "[data-export-running]": { hidden: true },
    "[data-task-announcer]": { textContent: "" }, "[data-task-alarm]": { textContent: "" } }
  const page = Object.assign(new EventTarget(), {
    body: { dataset: { user: `${users += 1}`, since: "100" } },
    title: "Home",
    hidden: true,
    querySelector: (selector) => parts[selector] ?? null,
    querySelectorAll: (selector) => (parts[selector] ? [parts[selector]] : []),
  })
  for (const target of [page, container]) {
    const listen = target.addEventListener.bind(target)
    target.addEventListener = (name, work) => { heard.push(name); listen(name, work) }
  }
  Object.assign(globalThis, { document: page, window: new EventTarget(), CSS: { escape: String } })
  connect(container)
  return { page, container, parts, heard, alerts }
}

function tell(page, state, more) {
  const data = { task_id: "7", name: "export_posts", description: "Export", state, progress: 42, ...more }
  page.dispatchEvent(new CustomEvent("notification:task_progress", { detail: { data, timestamp: 101 } }))
}

// Node 18 has no CustomEvent of its own.
globalThis.CustomEvent ??= class extends Event {
  constructor(name, { detail }) {
    super(name)
    this.detail = detail
  }
}

afterEach(() => { for (const name of ["document", "window", "CSS"]) delete globalThis[name] })

test("an export can be asked for again once the last has ended in any way", () => {
  const { page, parts } = open()

  ;["done", "failed", "cancelled"].forEach((end, attempt) => {
    tell(page, "running", { attempt })
    assert.ok(parts["[data-export-form]"].hidden && !parts["[data-export-running]"].hidden)
    tell(page, end, { attempt })
    assert.ok(!parts["[data-export-form]"].hidden && parts["[data-export-running]"].hidden)
  })
})

test("a failure is an alarm, any other end is not", () => {
  const { page, parts } = open()

  tell(page, "failed", { words: "failed-refused" })
  assert.equal(parts["[data-task-alarm]"].textContent, "Export: Refused.")
  tell(page, "done", { attempt: 1 })
  assert.equal(parts["[data-task-announcer]"].textContent, "Export: Done.")
})

test("the title follows the task until it is dismissed", () => {
  const { page, container, alerts } = open()

  tell(page, "running")
  assert.equal(page.title, "(42%) Home")
  tell(page, "done")
  assert.equal(page.title, "✓ Home")
  const dismissed = Object.defineProperty(new Event("dismissed"), "target", { value: alerts[0] })
  container.dispatchEvent(dismissed)
  assert.equal(page.title, "Home")
})

test("the forms are the browser's own affair", () => {
  assert.ok(!open().heard.includes("submit"))
})
