import assert from "node:assert/strict"
import { test } from "node:test"
import { fromNews, isMeasured, next } from "../../app/static/js/lib/task_state.js"

const task = (state, percent, at = 100) => fromNews({ task_id: "7", state, progress: percent }, at)

test("how much is done and how long it takes is news", () => {
  const news = { task_id: "7", state: "running", items_done: 3, items_total: 9, left: ["minutes", 2] }
  const { itemsDone, itemsTotal, left } = next(task("running", 20), fromNews(news, 101))

  assert.deepEqual([itemsDone, itemsTotal, left], [3, 9, ["minutes", 2]])
})

test("news that do not count leave what was counted as it was", () => {
  const counted = { ...task("running", 20), itemsDone: 3, itemsTotal: 9 }

  assert.equal(next(counted, task("running", 30)).itemsDone, 3)
})

test("the bar has a value once it is known how much there is to do", () => {
  assert.ok(!isMeasured(task("running", 0)))
  assert.ok(isMeasured(task("running", 1)))
  assert.ok(isMeasured({ ...task("running", 0), itemsTotal: 9 }))
})

test("the place in the queue stays known until there is news of it", () => {
  const third = { ...task("pending", 0), place: 3 }

  assert.equal(next(third, task("pending", 0, 101)).place, 3)
  assert.equal(next(third, { ...task("pending", 0), place: 2 }).place, 2)
  assert.equal(next(third, { ...task("pending", 0), attempt: 1 }).place, undefined)
})

test("news that come late take nothing back", () => {
  const known = { ...task("running", 50, 110), itemsDone: 5, itemsTotal: 10, cancellable: false }
  const late = { ...task("running", 20, 105), itemsDone: 2, itemsTotal: 10, cancellable: true }

  assert.equal(next(known, late), known)
})

test("a state that follows is believed whatever the clock of who tells it says", () => {
  assert.equal(next(task("pending", 0, 110), task("running", 1, 105)).state, "running")
})
