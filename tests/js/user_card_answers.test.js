import assert from "node:assert/strict"
import { afterEach, beforeEach, test } from "node:test"
import { settle } from "./support/clock.js"
import { About, name, world } from "./support/card.js"

let number = 0, site, susan

beforeEach(() => {
  site = world()
  number += 1
  susan = name(document, `mateo${number}`)
})

afterEach(() => site.end())

async function press(one) {
  await one.tell("click", {}, one.button)
  await settle()
  await settle()
}

test("until the answer is there a skeleton is", async () => {
  site.answer = new Promise(() => {})
  await press(susan)
  assert.equal(susan.card().children[0] instanceof About, false)
  assert.equal(susan.link.marks["aria-describedby"], undefined)
})

test("an answer that comes after the card was closed opens nothing", async () => {
  let arrive
  site.answer = new Promise((resolve) => { arrive = resolve })
  await press(susan)
  await press(susan)
  arrive({ ok: true, text: () => "<div>" })
  await susan.pass(0)
  assert.equal(susan.card(), undefined)
})

test("what was asked once is not asked again, also of the same name elsewhere", async () => {
  const again = name(document, `mateo${number}`)
  for (const one of [susan, susan, again]) await press(one)
  assert.ok(again.card())
  assert.deepEqual(site.asked, [`/user/mateo${number}/popup`])
})

for (const [what, fail] of [
  ["the session has ended", () => { site.about = null }],
  ["the person is gone", () => { site.answer = Promise.resolve({ ok: false, headers: new Headers() }) }],
  ["there is no connection", () => { site.answer = Promise.reject(new TypeError("no net")) }],
]) {
  test(`where ${what} the card goes, and is asked for another time`, async () => {
    fail()
    await press(susan)
    assert.equal(susan.card(), undefined)
    await press(susan)
    assert.equal(site.asked.length, 2)
  })
}

test("there is one card at a time", async () => {
  const other = name(document, "other")
  await press(susan)
  await press(other)
  assert.deepEqual([susan.card(), Boolean(other.card())], [undefined, true])
})

test("a press elsewhere closes it, one within it does not", async () => {
  await press(susan)
  const event = Object.assign(new Event("pointerdown"))
  Object.defineProperty(event, "target", { value: susan.card() })
  document.dispatchEvent(event)
  assert.ok(susan.card())
  document.dispatchEvent(new Event("pointerdown"))
  assert.equal(susan.card(), undefined)
})

test("who follows in the card comes back to this page", async () => {
  await press(susan)
  assert.equal(susan.card().children[0].back.value, "/explore?before=1-2")
})
