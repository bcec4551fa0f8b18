import assert from "node:assert/strict"
import { test } from "node:test"
import { milestone, titled } from "../../app/static/js/lib/task_telling.js"

const task = (state, percent, more) => ({ state, percent, attempt: 0, ...more })

test("the title tells how far a running task is", () => {
  assert.equal(titled("Home", [task("done", 100), task("running", 42.9)]), "(42%) Home")
  assert.equal(titled("(42%) Home", [task("running", 43)]), "(43%) Home")
  assert.equal(titled("✓ Home", [task("running", 0)]), "(0%) Home")
})

test("the title tells that a task is done", () => {
  assert.equal(titled("(43%) Home", [task("done", 100)]), "✓ Home")
  assert.equal(titled("✓ Home", [task("done", 100)]), "✓ Home")
  assert.equal(titled("✓ Home", []), "Home")
})

test("the title tells nothing of a task that waits or did not end well", () => {
  for (const state of ["pending", "failed", "cancelled"]) {
    assert.equal(titled("(43%) Home", [task(state, 50)]), "Home")
  }
  assert.equal(titled("Home", []), "Home")
})

test("every quarter is said once", () => {
  assert.equal(milestone(task("running", 20), task("running", 24)), undefined)
  assert.equal(milestone(task("running", 24), task("running", 25)), 25)
  assert.equal(milestone(task("running", 25), task("running", 49)), undefined)
  assert.equal(milestone(undefined, task("running", 80)), 75)
})

test("an end is said once", () => {
  assert.equal(milestone(task("running", 80), task("done", 100)), "done")
  assert.equal(milestone(undefined, task("failed", 3)), "failed")
  assert.equal(milestone(task("running", 3), task("cancelled", 3)), "cancelled")
  assert.equal(milestone(task("done", 100), task("done", 100)), undefined)
  assert.equal(milestone(task("failed", 3), task("failed", 3, { attempt: 1 })), "failed")
})
