import assert from "node:assert/strict"
import { afterEach, beforeEach, test } from "node:test"
import { connect } from "../../app/static/js/behaviours/conversation.js"
import { settle } from "./support/clock.js"

const NAMES = ["document", "fetch", "DOMParser", "scrollY", "innerHeight", "location", "setTimeout"]
const before = Object.fromEntries(NAMES.map((name) => [name, globalThis[name]]))
let asked
let answer
let list
let served
let timers
let older

const message = (id) => ({ id: `message-${id}` })

function page(ids) {
  return { querySelectorAll: () => ids.map(message), querySelector: () => ({ address: `before ${ids[0]}` }) }
}

beforeEach(() => {
  [asked, timers, served, older] = [[], [], [1], undefined]
  answer = () => Promise.resolve({ ok: true, text: () => "" })
  list = {
    ids: ["message-1"],
    append: (...added) => list.ids.push(...added.map(({ id }) => id)),
    replaceChildren: () => { list.ids = [] },
  }
  const end = { getBoundingClientRect: () => ({ top: 0 }), scrollIntoView() {} }
  globalThis.document = Object.assign(new EventTarget(), {
    hidden: false,
    adoptNode: (node) => node,
    getElementById: (id) => (id === "latest" ? end : list.ids.includes(id) || null),
    querySelector: () => ({ replaceWith: (fresh) => { older = fresh.address } }),
  })
  Object.assign(globalThis, { scrollY: 0, innerHeight: 800, location: { hash: "" } })
  globalThis.fetch = (url) => { asked.push(url); return answer() }
  globalThis.DOMParser = class { parseFromString = () => page(served) }
  globalThis.setTimeout = (work, ms) => timers.push({ work, ms })
  connect({ dataset: { url: "/messages/bob" }, querySelector: (what) => (what === "ol" ? list : null) })
})

afterEach(() => Object.assign(globalThis, before))

async function news() {
  document.dispatchEvent(new Event("notification:unread_message_count"))
  for (let turn = 0; turn < 4; turn += 1) await settle()
}

test("what has come is put behind what is there", async () => {
  served = [1, 2, 3]
  await news()
  assert.deepEqual(list.ids, ["message-1", "message-2", "message-3"])
  assert.deepEqual(asked, ["/messages/bob"])
})

test("what is there already stays alone", async () => {
  await news()
  assert.deepEqual(list.ids, ["message-1"])
})

test("where more has come than a page holds, the way to older ones begins anew", async () => {
  served = [7, 8]
  await news()
  assert.deepEqual([list.ids, older], [["message-7", "message-8"], "before 7"])
})

test("a page that nobody sees asks nothing, and does so when it is seen", async () => {
  document.hidden = true
  await news()
  assert.deepEqual(asked, [])
  document.hidden = false
  document.dispatchEvent(new Event("visibilitychange"))
  assert.deepEqual(asked, ["/messages/bob"])
})

test("where no answer comes it asks again", async () => {
  answer = () => Promise.reject(new TypeError("offline"))
  await news()
  assert.deepEqual(timers.map(({ ms }) => ms), [10_000])
})

test("where the session has ended it shows nothing and asks no more", async () => {
  served = []
  await news()
  assert.deepEqual([list.ids, timers], [["message-1"], []])
})
