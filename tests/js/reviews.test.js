import assert from "node:assert/strict"
import { afterEach, beforeEach, test } from "node:test"
import { connect } from "../../app/static/js/behaviours/reviews.js"
import { settle } from "./support/clock.js"

const NAMES = ["document", "window", "fetch", "location", "DOMParser", "setTimeout", "clearTimeout"]
const before = {}
let answer, asked, fresh, left, link, list, parts, section, timers

const element = (more = {}) => Object.assign(new EventTarget(), { textContent: "", hidden: false }, more)

beforeEach(() => {
  for (const name of NAMES) before[name] = globalThis[name]
  asked = []
  left = null
  timers = []
  link = element({ href: "/feedback", hidden: true })
  const bar = element({ setAttribute(name, value) { this[name] = value } })
  parts = { "[data-new-reviews]": link, "[data-words]": element(), "[data-average]": element() }
  parts["[data-ratings]"] = element({ hidden: true })
  const row = { "[data-count]": element(), "[data-bar]": bar }
  Object.assign(parts, row, { '[data-rating="5"]': { querySelector: (name) => row[name] } })
  section = { dataset: { url: "/feedback/tally", total: "1" }, querySelector: (name) => parts[name] }
  list = { replaceWith(other) { this.now = other } }
  fresh = { focus() {}, scrollIntoView() {} }
  const page = { getElementById: () => fresh, querySelector: () => ({ dataset: { total: "3" } }) }
  const own = { hidden: false, adoptNode: (node) => node, getElementById: () => list }
  globalThis.document = Object.assign(new EventTarget(), own)
  globalThis.window = new EventTarget()
  globalThis.location = { assign: (url) => { left = url } }
  globalThis.fetch = (url, { headers }) => { asked.push([url, headers["If-None-Match"]]); return answer }
  globalThis.DOMParser = class { parseFromString = () => page }
  globalThis.setTimeout = (work, ms) => timers.push({ work, ms })
  globalThis.clearTimeout = () => {}
  say(1)
})

afterEach(() => Object.assign(globalThis, before))

function say(total) {
  const ratings = [{ rating: 5, count: String(total), pct: 50 }]
  const body = { total, words: `${total} reviews`, average: "5.0 of 5", ratings }
  const headers = new Headers({ ETag: `"${total}"` })
  answer = Promise.resolve({ ok: true, status: 200, headers, json: () => body, text: () => "" })
}

async function start() {
  connect(section)
  await settle()
}

async function press() {
  link.dispatchEvent(new Event("click", { cancelable: true }))
  await settle()
  await settle()
}

test("where nothing is new nothing is offered", async () => {
  await start()
  assert.ok(link.hidden)
})

test("the numbers change and the list stays as it is", async () => {
  say(2)
  await start()
  const { "[data-words]": words, "[data-count]": count, "[data-bar]": bar } = parts
  assert.deepEqual([words.textContent, count.textContent, bar.width], ["2 reviews", "2", "50%"])
  assert.deepEqual([link.hidden, list.now], [false, undefined])
})

test("the bars come with the first review", async () => {
  await start()
  assert.ok(!parts["[data-ratings]"].hidden)
})

test("it asks again in ten seconds and says what it has", async () => {
  await start()
  assert.deepEqual(timers.map(({ ms }) => ms), [10_000])
  answer = Promise.resolve({ ok: false, status: 304, headers: new Headers() })
  await settle(timers.at(-1).work())
  assert.deepEqual(asked, [["/feedback/tally", undefined], ["/feedback/tally", '"1"']])
  assert.equal(parts["[data-words]"].textContent, "1 reviews")
})

test("when asked to it shows the list as the server has it now, and offers it no more", async () => {
  say(3)
  await start()
  await press()
  assert.deepEqual([list.now, link.hidden], [fresh, true])
  await settle(timers.at(-1).work())
  assert.ok(link.hidden)
})

test("where that fails the link leads where it says", async () => {
  say(3)
  await start()
  answer = Promise.resolve({ ok: false, status: 503, headers: new Headers() })
  await press()
  assert.equal(left, "/feedback")
})
