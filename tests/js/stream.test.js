import assert from "node:assert/strict"
import { test } from "node:test"
import { SILENCE_MS } from "../../app/static/js/lib/stream.js"
import { listening } from "./support/source.js"

test("news come as they are said", () => {
  const it = listening()
  it.source.say("hello")
  it.source.say("message", '{"name": "a", "data": 1, "timestamp": 2}')

  assert.deepEqual(it.news, [{ name: "a", data: 1, timestamp: 2 }])
})

test("every sign of life is told", () => {
  const it = listening()
  for (const word of ["hello", "heartbeat"]) it.source.say(word)
  it.source.say("message", "{}")

  assert.deepEqual(it.changes, [true, true, true])
})

test("one that does not say hello is left, and tried again later from where one is", async () => {
  const it = listening()
  await it.clock.pass(5_000)
  assert.equal(it.source.readyState, 2)
  assert.deepEqual(it.changes, [])

  it.since = 7
  await it.clock.pass(30_000)
  assert.deepEqual([it.sources.length, it.source.url], [2, "/stream?since=7"])
})

test("one that falls silent is left, which is told once", async () => {
  const it = listening()
  it.source.say("hello")
  await it.clock.pass(SILENCE_MS - 1)
  assert.deepEqual(it.changes, [true])
  await it.clock.pass(1)

  assert.deepEqual(it.changes, [true, false])
})

test("a heartbeat keeps it", async () => {
  const it = listening()
  it.source.say("hello")
  for (let beat = 0; beat < 5; beat += 1) {
    await it.clock.pass(15_000)
    it.source.say("heartbeat")
  }

  assert.equal(it.sources.length, 1)
})

test("a connection that broke is left to the browser, which comes back by itself", async () => {
  const it = listening()
  it.source.say("hello")
  it.source.say("error")
  assert.deepEqual(it.changes, [true, false])
  await it.clock.pass(4_000)
  it.source.say("hello")
  await it.clock.pass(10_000)

  assert.equal(it.sources.length, 1)
  assert.equal(it.changes.at(-1), true)
})

test("one that was refused is asked for again, less and less often", async () => {
  const it = listening()
  for (const [waitMs, count] of [[29_999, 1], [1, 2], [59_999, 2], [1, 3], [60_000, 4]]) {
    if (it.source.readyState !== 2) {
      it.source.close()
      it.source.say("error")
    }
    await it.clock.pass(waitMs)
    assert.equal(it.sources.length, count)
  }

  assert.deepEqual(it.changes, [])
})

test("nothing is heard or tried any more when it is stopped", async () => {
  const it = listening()
  it.source.say("hello")
  it.stop()
  await it.clock.pass(600_000)

  assert.deepEqual([it.sources.length, it.source.readyState], [1, 2])
  assert.deepEqual(it.changes, [true, false])
})
