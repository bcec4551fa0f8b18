import assert from "node:assert/strict"
import { afterEach, beforeEach, test } from "node:test"
import { connect } from "../../app/static/js/behaviours/new_posts.js"
import { settle } from "./support/clock.js"

const NAMES = ["document", "window", "fetch", "location", "DOMParser", "setTimeout", "clearTimeout"]
const before = {}
let added, answer, asked, fresh, left, link, timeline, timers

beforeEach(() => {
  for (const name of NAMES) before[name] = globalThis[name]
  asked = []
  added = 0
  left = null
  timers = []
  answer = { ok: true, json: () => ({ count: 0, words: "0 new posts" }), text: () => "<p>" }
  link = Object.assign(new EventTarget(), { href: "/", hidden: true, textContent: "" })
  timeline = { id: "timeline", dataset: { url: "/posts/new?after=1-1" }, querySelector: () => link }
  timeline.replaceWith = (other) => { timeline.now = other }
  fresh = { focus() {}, scrollIntoView() {}, dispatchEvent() { added += 1 } }
  globalThis.document = Object.assign(new EventTarget(), { hidden: false, adoptNode: (node) => node })
  globalThis.window = new EventTarget()
  globalThis.location = { assign: (url) => { left = url } }
  globalThis.fetch = (url) => { asked.push(url); return Promise.resolve(answer) }
  globalThis.DOMParser = class { parseFromString = () => ({ getElementById: () => fresh }) }
  globalThis.setTimeout = (work, ms) => timers.push({ work, ms })
  globalThis.clearTimeout = () => {}
})

afterEach(() => Object.assign(globalThis, before))

const say = (count, words) => { answer = { ...answer, json: () => ({ count, words }) } }

async function start() {
  connect(timeline)
  await settle()
}

async function press() {
  const event = new Event("click", { cancelable: true })
  link.dispatchEvent(event)
  await settle()
  await settle()
  return event
}

test("where nothing is new nothing is said", async () => {
  await start()
  assert.ok(link.hidden)
  assert.deepEqual(asked, ["/posts/new?after=1-1"])
})

test("what is new is said in the server's words, and the list stays as it is", async () => {
  say(3, "3 new posts")
  await start()
  assert.deepEqual([link.hidden, link.textContent, timeline.now], [false, "3 new posts", undefined])
})

test("it asks again in half a minute", async () => {
  await start()
  assert.deepEqual(timers.map(({ ms }) => ms), [30_000])
})

test("when asked to it shows the list as the server has it now, with its behaviours", async () => {
  say(1, "1 new post")
  await start()
  assert.ok((await press()).defaultPrevented)
  assert.equal(timeline.now, fresh)
  assert.equal(added, 1)
})

test("a list that is gone asks no more", async () => {
  await start()
  await press()
  timers.at(-1).work()
  assert.deepEqual(asked, ["/posts/new?after=1-1", "/"])
})

test("where that fails the link leads where it says", async () => {
  await start()
  answer = { ok: false, status: 503, headers: new Headers() }
  await press()
  assert.equal(left, "/")
})

test("where the session has ended it is the link that tells", async () => {
  await start()
  fresh = null
  await press()
  assert.equal(left, "/")
})

test("who is logged out is asked nothing more", async () => {
  answer = { ok: false, status: 401, headers: new Headers() }
  await start()
  assert.deepEqual(timers, [])
})
