import assert from "node:assert/strict"
import { test } from "node:test"
import { fromNews, next } from "../../app/static/js/lib/task_state.js"

function task(state, progress, attempt, more) {
  return fromNews({ task_id: "7", name: "export_posts", state, progress, attempt, ...more }, 100)
}

test("an attempt may come as text or not at all", () => {
  assert.equal(task("running", 1, "2").attempt, 2)
  for (const attempt of [undefined, null, ""]) assert.equal(task("running", 1, attempt).attempt, 0)
})

test("news of an earlier attempt is ignored", () => {
  const known = task("pending", 0, 2)

  for (const state of ["pending", "running", "done", "failed", "cancelled"]) {
    assert.equal(next(known, task(state, 90, 1)), known)
    assert.equal(next(known, task(state, 90)), known)
  }
})

test("a new attempt begins anywhere", () => {
  for (const known of ["running", "done", "failed", "cancelled"]) {
    for (const state of ["pending", "running", "done", "failed", "cancelled"]) {
      assert.equal(next(task(known, 50, 1), task(state, 60, 2)).state, state)
    }
  }
})

test("within an attempt an end is the end", () => {
  for (const end of ["done", "failed", "cancelled"]) {
    const known = task(end, 50, 3)
    for (const state of ["pending", "running", "done", "failed", "cancelled"]) {
      assert.equal(next(known, task(state, 60, 3)), known)
    }
  }
})

test("work that is handed back keeps its percentage", () => {
  const handedBack = next(task("running", 50, 0), task("pending", 0, 1))

  assert.equal(handedBack.percent, 50)
  assert.equal(next(handedBack, task("running", 20, 1)).percent, 50)
})

test("a retry begins with the percentage of the news", () => {
  for (const end of ["failed", "cancelled"]) {
    const begun = next(task(end, 50, 0, { items_total: 9 }), task("pending", 0, 1))
    assert.deepEqual([begun.percent, begun.itemsTotal], [0, undefined])
  }
})

test("the words and what can be done belong to the state", () => {
  const known = task("running", 50, 1, { words: "running", cancellable: false })

  const late = next(known, task("pending", 60, 1, { words: "pending-again", cancellable: true }))
  assert.deepEqual([late.words, late.cancellable], ["running", false])
  const failed = next(known, task("failed", 50, 1, { words: "failed-refused", retryable: true }))
  assert.deepEqual([failed.words, failed.retryable], ["failed-refused", true])
})

test("news that only takes the way back is news", () => {
  const known = task("running", 50, 1, { cancellable: true })

  assert.equal(next(known, task("running", 50, 1)).cancellable, false)
})

test("when it was asked for stays known", () => {
  const known = task("pending", 0, 0, { asked_at: 40.5 })

  assert.equal(known.askedAt, 40.5)
  assert.equal(next(known, task("running", 1, 0)).askedAt, 40.5)
  assert.equal(task("pending", 0, 0, { asked_at: "" }).askedAt, undefined)
})
