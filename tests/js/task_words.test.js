import assert from "node:assert/strict"
import { test } from "node:test"
import { isLate, regionFor, sentence, spoken } from "../../app/static/js/lib/task_words.js"

const WORDS = {
  "pending": "Waiting.",
  "pending-again": "Trying again.",
  "pending-late": "Still waiting.",
  "failed": "Failed.",
  "failed-refused": "Refused.",
}

const waiting = { state: "pending", words: "pending", askedAt: 100 }

test("a task's words say it better than its state", () => {
  assert.equal(sentence(WORDS, { state: "failed", words: "failed-refused" }, 0), "Refused.")
  assert.equal(sentence(WORDS, { state: "failed", words: "failed-strangely" }, 0), "Failed.")
  assert.equal(sentence(WORDS, { state: "failed" }, 0), "Failed.")
  assert.equal(sentence({}, { state: "failed" }, 0), "")
})

test("a wait of more than a minute is a long one", () => {
  assert.equal(sentence(WORDS, waiting, 160), "Waiting.")
  assert.equal(sentence(WORDS, waiting, 160.1), "Still waiting.")
})

test("only a wait whose beginning is known can be late", () => {
  assert.ok(isLate(waiting, 161))
  assert.ok(isLate({ ...waiting, words: "pending-again" }, 161))
  assert.ok(!isLate({ ...waiting, state: "running" }, 161))
  assert.ok(!isLate({ ...waiting, askedAt: undefined }, 161))
})

test("an end is spoken in its words, a quarter as a number", () => {
  assert.equal(spoken("failed", { state: "failed", description: "Export" }, "Refused."), "Export: Refused.")
  assert.equal(spoken("failed", { state: "failed" }, "Refused."), "Refused.")
  assert.equal(spoken(25, { state: "running", description: "Export" }, "Working."), "Export: 25%")
})

test("only a failure alarms, and only where there is a place for it", () => {
  const page = (...regions) => ({ querySelector: (wanted) => regions.find((it) => it === wanted) ?? null })
  const both = page("[data-task-announcer]", "[data-task-alarm]")

  assert.equal(regionFor("failed", both), "[data-task-alarm]")
  for (const reached of [25, "done", "cancelled"]) {
    assert.equal(regionFor(reached, both), "[data-task-announcer]")
  }
  assert.equal(regionFor("failed", page("[data-task-announcer]")), "[data-task-announcer]")
  assert.equal(regionFor("failed", page()), null)
})
