import assert from "node:assert/strict"
import { test } from "node:test"
import { backOffMs } from "../../app/static/js/lib/poll.js"
import { settle } from "./support/clock.js"
import { polling } from "./support/polling.js"

const refuse = (retryAfterS) => () => { throw Object.assign(new Error("no"), { retryAfterS }) }

test("failures make it slower, a success fast again", async () => {
  const it = polling((run) => { if (run <= 2) throw new Error("down") })

  await it.clock.pass(2_000)
  assert.equal(it.runs, 2)
  await it.clock.pass(3_999)
  assert.equal(it.runs, 2)
  await it.clock.pass(1)
  assert.equal(it.runs, 3)
  await it.clock.pass(1_000)
  assert.equal(it.runs, 4)
})

test("the back-off ends at a minute and never beats the pace", () => {
  assert.equal(backOffMs(0, 1_000), 1_000)
  assert.equal(backOffMs(3, 1_000), 8_000)
  assert.equal(backOffMs(5_000, 1_000), 60_000)
  assert.equal(backOffMs(1, 90_000), 90_000)
})

test("does what Retry-After asks, even when the page wakes up", async () => {
  const it = polling(refuse(90))
  await settle()

  it.turn(true)
  it.turn(false)
  await it.clock.pass(89_999)
  assert.equal(it.runs, 1)
  await it.clock.pass(1)
  assert.equal(it.runs, 2)
})

test("an absurd Retry-After is met for an hour", async () => {
  const it = polling(refuse(1e12))

  await it.clock.pass(3_599_999)
  assert.equal(it.runs, 1)
  await it.clock.pass(1)
  assert.equal(it.runs, 2)
})
