import assert from "node:assert/strict"
import { test } from "node:test"
import { partsOf } from "../../app/static/js/lib/task_view.js"

const STATES = ["pending", "running", "done", "failed", "cancelled"]

function seenIn(selector, more, told) {
  return STATES.filter((state) => partsOf({ state, percent: 42, ...more }, told).get(selector))
}

test("a task can be cancelled while it is active and not too late", () => {
  assert.deepEqual(seenIn("[data-task-cancel]", { cancellable: true }), ["pending", "running"])
  assert.deepEqual(seenIn("[data-task-cancel]", { cancellable: false }), [])
})

test("what can be retried is said by the news", () => {
  assert.deepEqual(seenIn("[data-task-retry]", { retryable: true }), STATES)
  assert.deepEqual(seenIn("[data-task-retry]", { retryable: false }), [])
})

test("what has ended is dismissed", () => {
  assert.deepEqual(seenIn("[data-task-dismiss]"), ["done", "failed", "cancelled"])
})

test("what is done or failed has a link to its page, if there is one", () => {
  assert.deepEqual(seenIn("[data-task-page]", {}, { page: "/exports/7" }), ["done", "failed"])
  assert.deepEqual(seenIn("[data-task-page]"), [])
})

test("the words beside the bar are seen if there are any", () => {
  assert.deepEqual(seenIn("[data-task-facts]", {}, { facts: "3 of 9" }), STATES)
  assert.deepEqual(seenIn("[data-task-facts]", {}, { facts: "" }), [])
})

test("a failure has a reference", () => {
  assert.deepEqual(seenIn("[data-task-reference]"), ["failed"])
})

test("what stopped on its way has no bar", () => {
  for (const part of ["progress", "[data-task-percent]"]) {
    assert.deepEqual(seenIn(part), ["pending", "running", "done"])
  }
})
