import assert from "node:assert/strict"
import { test } from "node:test"
import { settle } from "./support/clock.js"
import { polling } from "./support/polling.js"

const counted = () => {}

test("runs at once and then repeats", async () => {
  const it = polling(counted)
  assert.equal(it.runs, 1)

  await it.clock.pass(999)
  assert.equal(it.runs, 1)
  await it.clock.pass(1)
  assert.equal(it.runs, 2)
})

test("the pace is asked for after every run", async () => {
  let everyMs = 1_000
  const it = polling(counted, { everyMs: () => everyMs })
  everyMs = 10_000

  await it.clock.pass(9_999)
  assert.equal(it.runs, 1)
  await it.clock.pass(1)
  assert.equal(it.runs, 2)
})

test("rests while nobody looks and runs at once when somebody does", async () => {
  const it = polling(counted)
  await settle()

  it.turn(true)
  await it.clock.pass(60_000)
  assert.equal(it.runs, 1)
  it.turn(false)
  assert.equal(it.runs, 2)
})

test("a page that opens in the background waits until it is seen", async () => {
  const it = polling(counted, { hidden: true })
  assert.equal(it.runs, 0)

  it.turn(false)
  assert.equal(it.runs, 1)
})

test("runs at once when the network is back", async () => {
  const it = polling(counted)
  await settle()

  it.view.dispatchEvent(new Event("online"))
  assert.equal(it.runs, 2)
})

function show(view, { persisted }) {
  view.dispatchEvent(Object.assign(new Event("pageshow"), { persisted }))
}

test("runs at once when the browser brings the page back from its cache", async () => {
  const it = polling(counted)
  await settle()

  show(it.view, { persisted: true })
  assert.equal(it.runs, 2)
})

test("a page shown for the first time does not run twice", async () => {
  const it = polling(counted)
  await settle()

  show(it.view, { persisted: false })
  assert.equal(it.runs, 1)
})

test("never runs twice at a time, but once more after a wake-up", async () => {
  const ends = []
  const it = polling(() => new Promise((resolve) => ends.push(resolve)))

  it.view.dispatchEvent(new Event("online"))
  it.view.dispatchEvent(new Event("online"))
  assert.equal(it.runs, 1)
  ends[0]()
  await settle()
  assert.equal(it.runs, 2)
  ends[1]()
  await settle()
  assert.equal(it.runs, 2)
})

test("stops for good, also from inside its work", async () => {
  const it = polling(() => settle().then(() => it.stop()))
  await settle()
  await it.clock.pass(60_000)
  it.view.dispatchEvent(new Event("online"))
  it.turn(false)

  assert.equal(it.runs, 1)
})
