import assert from "node:assert/strict"
import { afterEach, beforeEach, test } from "node:test"
import { connect } from "../../app/static/js/behaviours/task_places.js"
import { settle } from "./support/clock.js"
import "./support/events.js"

const before = {}
let asked, heard, stopped

beforeEach(() => {
  for (const name of ["document", "window", "fetch", "setTimeout"]) before[name] = globalThis[name]
  ;[asked, heard, stopped] = [[], [], []]
  globalThis.setTimeout = (_work, ms) => { stopped.push(ms) }
  globalThis.window = new EventTarget()
  globalThis.document = Object.assign(new EventTarget(), { hidden: false })
  document.addEventListener("notification:task_progress", ({ detail }) => heard.push(detail))
  globalThis.fetch = (url) => {
    asked.push(url)
    return Promise.resolve({ ok: true, json: () => Promise.resolve({ data: { place: 2 }, timestamp: 101 }) })
  }
})

afterEach(() => Object.assign(globalThis, before))

async function open(...waiting) {
  const alerts = waiting.map((task) => ({ dataset: { task } }))
  connect({ dataset: { url: "/tasks/TASK-ID" }, querySelectorAll: () => alerts })
  await settle()
  await settle()
}

test("each task that waits is asked for its place, which is news", async () => {
  await open("7", "8")
  assert.deepEqual(asked, ["/tasks/7", "/tasks/8"])
  assert.deepEqual(heard[0], { data: { place: 2 }, timestamp: 101 })
})

test("while none waits nobody is asked, now and in five seconds", async () => {
  await open()
  assert.deepEqual([asked, stopped], [[], [5_000]])
})
