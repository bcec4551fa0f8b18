import assert from "node:assert/strict"
import { afterEach, beforeEach, test } from "node:test"
import { connect } from "../../app/static/js/behaviours/refresh_at_end.js"
import { settle } from "./support/clock.js"

const before = {}
let element, asked, NEW

beforeEach(() => {
  for (const name of ["document", "fetch", "location", "DOMParser"]) before[name] = globalThis[name]
  asked = []
  NEW = { id: "export", dataset: { awaits: "a-task", awaiting: "false" }, contains: () => false }
  NEW.replaceWith = (other) => { NEW.now = other }
  element = { id: "export", dataset: { awaits: "a-task", awaiting: "true" }, button: {} }
  element.replaceWith = (other) => { element.now = other }
  element.contains = (other) => other === element.button
  globalThis.document = Object.assign(new EventTarget(), { adoptNode: (node) => node })
  document.title = "✓ Preparing your archive · Microblog"
  globalThis.location = { href: "https://here/exports/a-task" }
  globalThis.fetch = (url) => { asked.push(url); return Promise.resolve({ ok: true, text: () => "<p>" }) }
  const getElementById = (id) => (id === NEW.id ? NEW : null)
  const page = { title: "Your archive is ready · Microblog", getElementById }
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
    assert.equal(document.title, "✓ Your archive is ready · Microblog")
  })
}

test("focus that was within it stays within it", async () => {
  document.activeElement = element.button
  NEW.focus = () => { document.activeElement = NEW }
  await hear("a-task", "done")
  assert.equal(document.activeElement, NEW)
})

test("where the page is not ours any more, nothing is replaced", async () => {
  element.id = "not-there"
  await hear("a-task", "done")
  assert.equal(element.now, undefined)
})

test("while its task runs nobody is asked", async () => {
  await hear("a-task", "running")
  assert.deepEqual(asked, [])
})

test("the end of another task is not its business", async () => {
  await hear("another", "done")
  assert.deepEqual(asked, [])
})

test("an end that the element shows already is no news", async () => {
  element.dataset.awaiting = "false"
  await hear("a-task", "done")
  assert.deepEqual(asked, [])
})

test("when its task begins again the element is as the server has it now", async () => {
  await hear("a-task", "failed")
  await hear("a-task", "pending")
  assert.equal(asked.length, 2)
})

test("what happens while the page is on its way is seen too", async () => {
  hear("a-task", "failed")
  await hear("a-task", "pending")
  assert.equal(asked.length, 2)
})

test("a server that knows better is asked once for each news", async () => {
  NEW.dataset.awaiting = "true"
  await hear("a-task", "done")
  assert.equal(asked.length, 1)
})
