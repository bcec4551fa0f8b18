import assert from "node:assert/strict"
import { test } from "node:test"
import { settle } from "./support/clock.js"
import { polling } from "./support/polling.js"

const counted = () => {}

test("may go on at another pace while nobody looks", async () => {
  const it = polling(counted, { hiddenMs: 60_000 })
  it.turn(true)
  await it.clock.pass(60_999)
  assert.equal(it.runs, 2)
  await it.clock.pass(60_000)
  assert.equal(it.runs, 3)
})

test("runs at once when it is woken", async () => {
  const it = polling(counted)
  await settle()

  it.wake()
  assert.equal(it.runs, 2)
})
