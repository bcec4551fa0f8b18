import assert from "node:assert/strict"
import { afterEach, test } from "node:test"
import { close, open, tell, told } from "./support/alerts.js"

afterEach(close)

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

test("the title follows the task until it is dismissed, here or in another tab", () => {
  const { page, alerts } = open()

  tell(page, "running")
  assert.equal(page.title, "(42%) Home")
  tell(page, "done")
  assert.equal(page.title, "✓ Home")
  tell(page, "done", { dismissed: true })
  assert.deepEqual([page.title, alerts], ["Home", []])
})

test("what the server told is the beginning", () => {
  const { page, alerts } = open(told("running"), told("done", { task_id: "8" }))

  assert.equal(page.title, "(42%) Home")
  tell(page, "done")
  assert.deepEqual([page.title, alerts.length], ["✓ Home", 2])
})

test("what is new on the page has its words and its link", () => {
  const { page, alerts } = open()

  tell(page, "running", { items_done: 3, items_total: 9 })
  assert.equal(alerts[0].querySelector("[data-task-facts]").textContent, "3 of 9")
  assert.equal(alerts[0].querySelector("[data-task-page]").href, "/exports/7")
})

test("what is older than the page stays away", () => {
  const { page, alerts } = open()

  tell(page, "failed", {}, 90)
  assert.deepEqual(alerts, [])
})

test("a later task of the kind takes the place of one that has ended", () => {
  const other = told("running", { task_id: "8", name: "other" })
  const { page, alerts } = open(told("failed", { asked_at: 50 }), other)

  tell(page, "pending", { task_id: "9", asked_at: 60 })
  assert.deepEqual(alerts.map(({ dataset }) => dataset.task), ["8", "9"])
})

test("an answer that was made before the task was dismissed does not bring it back", () => {
  const { page, alerts } = open()
  tell(page, "done", {}, 101)
  tell(page, "done", { dismissed: true }, 103)

  tell(page, "done", {}, 102)
  assert.deepEqual(alerts, [])
  tell(page, "running", { attempt: 1 }, 104)
  assert.equal(alerts.length, 1)
})
