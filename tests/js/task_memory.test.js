import assert from "node:assert/strict"
import { test } from "node:test"
import { readSince, recall, remember } from "../../app/static/js/lib/task_memory.js"

const DAY_S = 86_400

function storage() {
  const items = new Map()
  return { getItem: (key) => items.get(key) ?? null, setItem: (key, value) => items.set(key, value) }
}

const forbidden = { getItem() { throw new Error("forbidden") }, setItem() { throw new Error("forbidden") } }

const task = (id, state, at = 100) => ({ id, state, at })

test("a new tab remembers nothing", () => {
  assert.deepEqual(recall("1", 0, storage()), [])
})

test("what is remembered is recalled, the latest of each task", () => {
  const tab = storage()
  remember("1", task("a", "running"), tab)
  remember("1", task("b", "running"), tab)
  remember("1", task("a", "done", 101), tab)

  assert.deepEqual(recall("1", 100, tab), [task("b", "running"), task("a", "done", 101)])
})

test("the next person in this tab does not see the tasks of the last", () => {
  const tab = storage()
  remember("1", task("a", "running"), tab)

  assert.deepEqual(recall("2", 100, tab), [])
})

test("a task is forgotten after a day", () => {
  const tab = storage()
  remember("1", task("a", "running"), tab)

  assert.deepEqual(recall("1", 100 + DAY_S, tab), [])
})

test("a browser that forbids storage remembers nothing and goes on", () => {
  remember("1", task("a", "running"), forbidden)

  assert.deepEqual(recall("1", 100, forbidden), [])
})

test("a broken memory is as good as none", () => {
  const tab = storage()
  tab.setItem("tasks:1", "{broken")

  assert.deepEqual(recall("1", 100, tab), [])
})

test("reading goes on where an unfinished task was left", () => {
  assert.equal(readSince(200, [task("a", "running", 150), task("b", "done", 120)]), 150)
  assert.equal(readSince(200, []), 200)
})
