import assert from "node:assert/strict"
import { test } from "node:test"
import { addressed, partsOf, read, show } from "../../app/static/js/lib/task_view.js"

const ID = "0123456789abcdef"
const STATES = ["pending", "running", "done", "failed", "cancelled"]
const LOOKS = ["alert-info", "alert-info", "alert-success", "alert-danger", "alert-secondary"]

class Part {
  textContent = ""
  hidden = true

  setAttribute() {}

  toggleAttribute(name, force) {
    this[name] = force
  }
}

class Alert {
  dataset = {}
  looks = new Set(["alert-info"])
  classList = { toggle: (look, force) => (force ? this.looks.add(look) : this.looks.delete(look)) }
  parts = new Map()

  querySelector(selector) {
    if (!this.parts.has(selector)) this.parts.set(selector, new Part())
    return this.parts.get(selector)
  }
}

const task = (state, more) => ({ id: ID, description: "Export", state, percent: 42, ...more })

function seenIn(selector, more) {
  return STATES.filter((state) => partsOf(task(state, more)).get(selector))
}

test("a task can be cancelled while it is active and not too late", () => {
  assert.deepEqual(seenIn("[data-task-cancel]", { cancellable: true }), ["pending", "running"])
  assert.deepEqual(seenIn("[data-task-cancel]", { cancellable: false }), [])
})

test("what did not end well can be retried, and the server dismisses it", () => {
  assert.deepEqual(seenIn("[data-task-retry]"), ["failed", "cancelled"])
  assert.deepEqual(seenIn("[data-task-dismiss]"), ["failed", "cancelled"])
})

test("what is done is dismissed here", () => {
  assert.deepEqual(seenIn("[data-dismiss]"), ["done"])
})

test("what stopped on its way has no bar", () => {
  for (const part of ["progress", "[data-task-percent]"]) {
    assert.deepEqual(seenIn(part), ["pending", "running", "done"])
  }
})

test("a failure has a reference", () => {
  const alert = new Alert()
  show(alert, task("failed"), "Refused.")

  assert.deepEqual(seenIn("[data-task-reference]"), ["failed"])
  assert.equal(alert.querySelector("[data-task-reference]").hidden, false)
  assert.equal(alert.querySelector("[data-task-reference] code").textContent, "01234567")
  assert.equal(alert.querySelector("[data-task-words]").textContent, "Refused.")
})

test("each state has one look", () => {
  const alert = new Alert()

  STATES.forEach((state, place) => {
    show(alert, task(state), "")
    assert.deepEqual([...alert.looks], [LOOKS[place]])
  })
})

test("a new alert's forms go to its own task", () => {
  assert.equal(addressed("/tasks/TASK-ID/cancel", ID), `/tasks/${ID}/cancel`)
  assert.equal(addressed("/tasks/TASK-ID/retry", "a/b$&"), "/tasks/a%2Fb%24%26/retry")
})

test("what the server rendered is read", () => {
  const alert = new Alert()
  alert.dataset = { task: ID, state: "pending", attempt: "2", wordsKey: "pending-again", asked: "40.5" }
  assert.equal(read(alert, 100).cancellable, false)
  alert.querySelector("[data-task-cancel]").hidden = false

  const { attempt, words, askedAt, cancellable } = read(alert, 100)
  assert.deepEqual({ attempt, words, askedAt, cancellable },
    { attempt: 2, words: "pending-again", askedAt: 40.5, cancellable: true })
})
