import assert from "node:assert/strict"
import { test } from "node:test"
import { belongsOn, fromNews, hasEnded, next } from "../../app/static/js/lib/task_state.js"

const NAMED = { id: "7", name: "export_posts", description: "Exporting posts" }

const REST = { attempt: 0, words: undefined, cancellable: false, retryable: false, dismissed: false,
  itemsDone: undefined, itemsTotal: undefined, left: undefined, place: undefined, askedAt: undefined }

const task = (state, percent, at = 100) => ({ ...NAMED, ...REST, state, percent, at })

test("news becomes what a page knows", () => {
  const { id: task_id, ...named } = NAMED

  const news = { task_id, ...named, state: "running", progress: 42 }
  assert.deepEqual(fromNews(news, 100), task("running", 42))
  assert.deepEqual(fromNews({ ...news, bar: 42.9 }, 100), task("running", 42.9))
})

test("only a task that is done is shown at 100 %", () => {
  assert.equal(fromNews({ state: "running", progress: 100 }).percent, 99)
  assert.equal(fromNews({ state: "failed", progress: 120 }).percent, 99)
  assert.equal(fromNews({ state: "done", progress: 60 }).percent, 100)
})

test("progress that makes no sense counts as none", () => {
  for (const progress of [undefined, null, "much", -5]) {
    assert.equal(fromNews({ state: "running", progress }).percent, 0)
  }
})

test("the first news of a task is believed", () => {
  assert.deepEqual(next(undefined, task("running", 10)), task("running", 10))
})

test("a task goes on", () => {
  assert.deepEqual(next(task("pending", 0), task("running", 10, 101)), task("running", 10, 101))
  assert.deepEqual(next(task("running", 10), task("failed", 10, 101)), task("failed", 10, 101))
})

test("a task that ends is done to the last percent", () => {
  assert.equal(next(task("running", 70), task("done", 100)).percent, 100)
})

test("a task never goes back", () => {
  assert.equal(next(task("running", 50), task("running", 40, 101)).percent, 50)
  assert.equal(next(task("running", 50), task("pending", 0, 101)).state, "running")
  for (const end of ["done", "failed", "cancelled"]) {
    assert.ok(hasEnded(task(end, 50)))
    assert.equal(next(task(end, 50), task("running", 60, 101)).state, end)
  }
})

test("the same news twice changes nothing", () => {
  const known = task("running", 50)

  assert.equal(next(known, task("running", 50, 101)), known)
})

test("a state that this page does not know changes nothing", () => {
  const known = task("running", 50)

  assert.equal(next(known, task("dreaming", 60)), known)
  assert.equal(next(undefined, task("dreaming", 60)), undefined)
})

test("a task without a name learns it from the news", () => {
  const nameless = { ...task("running", 50), name: undefined }

  assert.equal(next(nameless, task("running", 50)).name, "export_posts")
})

test("a task that is not on the page gets a place on it if its news is no older than the page", () => {
  assert.ok(belongsOn(101.9, task("done", 100)))
  assert.ok(!belongsOn(102, task("done", 100)))
})
