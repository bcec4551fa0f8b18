import assert from "node:assert/strict"
import { afterEach, beforeEach, test } from "node:test"
import { settle } from "./support/clock.js"
import { NEWS, answerWith, open, press, pressed } from "./support/buttons.js"

const before = {}
let page

beforeEach(() => {
  for (const name of ["document", "fetch", "FormData"]) before[name] = globalThis[name]
  page = open()
  answerWith(page, { ok: true, json: () => Promise.resolve(NEWS) })
})

afterEach(() => Object.assign(globalThis, before))

test("a button's page.form is sent without leaving the page, and its answer is news", async () => {
  assert.ok((await pressed(page)).defaultPrevented)
  assert.deepEqual(page.asked, [["/tasks/7/cancel", "POST", "csrf_token=a-token", "application/json"]])
  assert.deepEqual([page.heard, page.form.sent], [[NEWS], 0])
})

test("that it is being cancelled is said at once", async () => {
  press(page)
  assert.equal(page.words.textContent, "Cancelling…")
  await settle()
})

test("other buttons say nothing before there is an answer", async () => {
  page.form.matches = () => false
  press(page)
  assert.equal(page.words.textContent, "Working.")
  await settle()
})

test("who presses twice asks once", async () => {
  press(page)
  await pressed(page)
  assert.equal(page.asked.length, 1)
})

test("what is refused is sent as a form, so that the next page says why", async () => {
  answerWith(page, { ok: false, status: 409 })
  await pressed(page)
  assert.deepEqual([page.form.sent, page.heard, page.words.textContent], [1, [], "Working."])
})

test("without a connection all is as before, and one may try again", async () => {
  answerWith(page, new TypeError("offline"))
  await pressed(page)
  await pressed(page)
  assert.deepEqual([page.form.sent, page.asked.length, page.words.textContent], [0, 2, "Working."])
})

test("the keyboard goes on with the next button when its own is gone", async () => {
  document.activeElement = page.form.button = {}
  page.form.hidden = true
  await pressed(page)
  assert.deepEqual(page.focused, ["next"])
})

test("the keyboard goes on also where pushed news took the button before the answer came", async () => {
  document.activeElement = page.form.button = {}
  press(page)
  page.form.hidden = true
  document.activeElement = document.body = {}
  await settle()
  assert.deepEqual(page.focused, ["next"])
})

test("the keyboard goes on with the page when the alert is gone", async () => {
  document.activeElement = page.form.button = {}
  page.form.isConnected = page.alert.isConnected = false
  await pressed(page)
  assert.deepEqual(page.focused, ["main"])
})

test("the focus is left where it is if it is not on the button", async () => {
  page.form.hidden = true
  page.form.button = {}
  await pressed(page)
  assert.deepEqual(page.focused, [])
})

test("a reader who went elsewhere while the server thought stays there", async () => {
  const page = open()
  document.activeElement = page.form.button = {}
  answerWith(page, Response.json(NEWS))
  press(page)
  page.form.hidden = true
  document.activeElement = {}
  await settle()

  assert.deepEqual(page.focused, [])
})
