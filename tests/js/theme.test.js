import assert from "node:assert/strict"
import { afterEach, beforeEach, test } from "node:test"
import { connect } from "../../app/static/js/behaviours/theme.js"
import { settle } from "./support/clock.js"

const before = {}
let asked, buttons, form, meta

function button(value) {
  const marks = {}
  return { name: "theme", value, marks, setAttribute: (name, mark) => { marks[name] = mark } }
}

beforeEach(() => {
  for (const name of ["document", "fetch", "FormData"]) before[name] = globalThis[name]
  buttons = ["system", "light", "dark"].map(button)
  meta = { content: "light dark" }
  asked = []
  form = Object.assign(new EventTarget(), { action: "/theme", querySelectorAll: () => buttons })
  globalThis.document = { documentElement: { dataset: {} }, querySelector: () => meta }
  globalThis.FormData = class extends Array {
    constructor() { super(["csrf_token", "proof"], ["back", "/"]) }
  }
  globalThis.fetch = (url, options) => { asked.push({ url, ...options }); return Promise.resolve() }
  connect(form)
})

afterEach(() => Object.assign(globalThis, before))

function choose(number) {
  const event = Object.assign(new Event("submit", { cancelable: true }), { submitter: buttons[number] })
  form.dispatchEvent(event)
  return event
}

test("a choice is seen at once, without another page", () => {
  assert.ok(choose(2).defaultPrevented)
  assert.equal(document.documentElement.dataset.theme, "dark")
  assert.equal(meta.content, "dark")
})

test("the system's theme is both for the browser", () => {
  choose(2)
  choose(0)
  assert.equal(document.documentElement.dataset.theme, "system")
  assert.equal(meta.content, "light dark")
})

test("one button is pressed", () => {
  choose(1)
  assert.deepEqual(buttons.map(({ marks }) => marks["aria-pressed"]), ["false", "true", "false"])
})

test("the server is told, with the form's proof", () => {
  choose(2)
  const [{ url, method, redirect, body }] = asked
  assert.deepEqual([url, method, redirect], ["/theme", "POST", "manual"])
  assert.equal(body.toString(), "csrf_token=proof&back=%2F&theme=dark")
})

test("without a connection the page has it all the same", async () => {
  globalThis.fetch = () => Promise.reject(new TypeError("no net"))
  choose(2)
  await settle()
  assert.equal(document.documentElement.dataset.theme, "dark")
})
