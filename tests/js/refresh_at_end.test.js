import assert from "node:assert/strict"
import { afterEach, beforeEach, test } from "node:test"
import { connect } from "../../app/static/js/behaviours/refresh_at_end.js"
import { settle } from "./support/clock.js"

const NEW = { id: "export", words: "Your archive is ready" }
const before = {}
let element, asked

beforeEach(() => {
  for (const name of ["document", "fetch", "location", "DOMParser"]) before[name] = globalThis[name]
  asked = []
  element = { id: "export", dataset: { awaits: "a-task" }, isConnected: true }
  element.replaceWith = (other) => { element.now = other }
  globalThis.document = Object.assign(new EventTarget(), { adoptNode: (node) => node })
  globalThis.location = { href: "https://here/exports/a-task" }
  globalThis.fetch = (url) => { asked.push(url); return Promise.resolve({ ok: true, text: () => "<p>" }) }
  const page = { getElementById: (id) => (id === NEW.id ? NEW : null) }
  globalThis.DOMParser = class { parseFromString = () => page }
  connect(element)
})

afterEach(() => Object.assign(globalThis, before))

async function hear(task_id, state) {
  const event = new Event("notification:task_progress")
  document.dispatchEvent(Object.assign(event, { detail: { data: { task_id, state } } }))
  await settle()
  await settle()
}

for (const state of ["done", "failed", "cancelled"]) {
  test(`when its task is ${state} the element is as the server has it now`, async () => {
    await hear("a-task", state)
    assert.equal(element.now, NEW)
    assert.deepEqual(asked, ["https://here/exports/a-task"])
  })
}

test("while its task runs nobody is asked", async () => {
  await hear("a-task", "running")
  assert.deepEqual(asked, [])
})

test("the end of another task is not its business", async () => {
  await hear("another", "done")
  assert.deepEqual(asked, [])
})

test("an element that was replaced is left alone", async () => {
  element.isConnected = false
  await hear("a-task", "done")
  assert.deepEqual(asked, [])
})
