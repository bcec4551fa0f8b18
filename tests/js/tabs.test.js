import assert from "node:assert/strict"
import { test } from "node:test"
import { opened, tab } from "./support/browser.js"
import { settle } from "./support/clock.js"

test("one of them works, and the others hear from it", async () => {
  const [first, second, third] = opened(3)
  first.tell("news")
  await settle()

  assert.deepEqual([first.works, second.works, third.works], [true, false, false])
  assert.deepEqual([first.heard, second.heard, third.heard], [[], ["news"], ["news"]])
})

test("the next one works when that one leaves", async () => {
  const [first, second] = opened(2)
  first.leave()
  await settle()

  assert.deepEqual([first.works, second.works], [false, true])
})

test("one that left before its turn does not work", async () => {
  const [first, second, third] = opened(3)
  second.leave()
  first.leave()
  await settle()

  assert.deepEqual([second.works, third.works], [false, true])
})

test("one that comes back waits for its turn", async () => {
  const [first, second] = opened(2)
  first.leave()
  await settle()
  first.join()
  assert.ok(!first.works)
  second.leave()
  await settle()

  assert.ok(first.works)
})

test("who has left hears nothing", () => {
  const [first, second] = opened(2)
  second.leave()
  first.tell("news")

  assert.deepEqual(second.heard, [])
})

test("where a browser has no locks nobody works, and all is left to polling", () => {
  const alone = tab({})
  alone.join()
  alone.tell("news")
  assert.ok(!alone.works)
  alone.leave()
})
