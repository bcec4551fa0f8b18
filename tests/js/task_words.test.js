import assert from "node:assert/strict"
import { test } from "node:test"
import { facts, inForm, isLate, regionFor, sentence, spoken } from "../../app/static/js/lib/task_words.js"

const WORDS = {
  "pending": "Waiting.",
  "pending-again": "Trying again.",
  "pending-late": "Still waiting.",
  "failed": "Failed.",
  "failed-refused": "Refused.",
  "pending-place": { one: "Number {num}.", other: "Number {num}." },
  "counted": { one: "{done} of {total}", other: "{done} of {total}" },
  "counted-export_posts": { one: "{done} of {total} post", other: "{done} of {total} posts" },
  "left-seconds": { other: "less than a minute left" },
  "left-minutes": { one: "about a minute left", other: "about {num} minutes left" },
  "both": "{counted}, {left}",
}
const PAGE = { nowS: 0, language: "en" }

const waiting = { state: "pending", words: "pending", askedAt: 100 }

test("a task's words say it better than its state", () => {
  assert.equal(sentence(WORDS, { state: "failed", words: "failed-refused" }, PAGE), "Refused.")
  assert.equal(sentence(WORDS, { state: "failed", words: "failed-strangely" }, PAGE), "Failed.")
  assert.equal(sentence(WORDS, { state: "failed" }, PAGE), "Failed.")
  assert.equal(sentence({}, { state: "failed" }, PAGE), "")
})

test("a wait of more than a minute is a long one", () => {
  assert.equal(sentence(WORDS, waiting, { ...PAGE, nowS: 160 }), "Waiting.")
  assert.equal(sentence(WORDS, waiting, { ...PAGE, nowS: 160.1 }), "Still waiting.")
})

test("only a wait whose beginning is known can be late", () => {
  assert.ok(isLate(waiting, 161))
  assert.ok(isLate({ ...waiting, words: "pending-again" }, 161))
  assert.ok(!isLate({ ...waiting, state: "running" }, 161))
  assert.ok(!isLate({ ...waiting, askedAt: undefined }, 161))
})

test("a wait has a place in the queue, but for the first", () => {
  const told = (more) => sentence(WORDS, { ...waiting, askedAt: undefined, ...more }, PAGE)

  assert.equal(told({ place: 3 }), "Number 3.")
  assert.equal(told({ place: 1 }), "Waiting.")
  assert.equal(told({ place: 3, words: "pending-again" }), "Trying again.")
})

const running = { state: "running", name: "export_posts" }
const counted = { ...running, itemsDone: 1240, itemsTotal: 4800 }

test("beside the bar are how many of how many, and how long it will take", () => {
  assert.equal(facts(WORDS, counted, "en"), "1,240 of 4,800 posts")
  assert.equal(facts(WORDS, { ...running, left: ["seconds", 9] }, "en"), "less than a minute left")
  const both = facts(WORDS, { ...counted, left: ["minutes", 2] }, "en")
  assert.equal(both, "1,240 of 4,800 posts, about 2 minutes left")
})

test("what is not known, or over, is not said", () => {
  assert.equal(facts(WORDS, running, "en"), "")
  for (const state of ["pending", "done", "failed"]) {
    assert.equal(facts(WORDS, { ...counted, state }, "en"), "")
  }
})

test("things without a word of their own are numbers", () => {
  assert.equal(facts(WORDS, { ...counted, name: "another" }, "en"), "1,240 of 4,800")
})

test("each language has its forms, and its way to write numbers", () => {
  const posts = { one: "{num} post", few: "{num} posty", other: "{num} postów" }

  assert.equal(inForm(posts, 22, { num: 22 }, "pl"), "22 posty")
  assert.equal(inForm(posts, 25, { num: 25 }, "pl"), "25 postów")
  assert.equal(inForm(posts, 12345, { num: 12345 }, "de"), "12.345 postów")
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
