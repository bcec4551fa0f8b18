import assert from "node:assert/strict"
import { afterEach, beforeEach, test } from "node:test"
import { settle } from "./support/clock.js"
import { FOUND, answerWith, open, press, pressed, told } from "./support/translating.js"

const before = {}
let page

beforeEach(() => {
  for (const name of ["document", "fetch", "FormData"]) before[name] = globalThis[name]
  page = open()
  answerWith(page, Response.json(FOUND))
})

afterEach(() => Object.assign(globalThis, before))

test("the translation takes the place of the words, in its own language", async () => {
  assert.ok((await pressed(page)).defaultPrevented)
  assert.deepEqual(page.asked, [["/translate", "post_id=7"]])
  assert.deepEqual(told(page), ["Good morning", "Translated from Spanish."])
  assert.deepEqual([page.shown.children[0].lang, page.original.hidden], ["en", true])
  assert.equal(page.button.textContent, "Show original")
})

test("while the server thinks the button says so, and who presses twice asks once", async () => {
  press(page)
  press(page)
  assert.equal(page.button.textContent, "Translating…")
  assert.deepEqual(page.button.marks, { "aria-disabled": "true" })
  await settle()
  assert.deepEqual([page.asked.length, page.button.marks], [1, {}])
})

test("the original comes back, and the translation again, without asking once more", async () => {
  await pressed(page)
  await pressed(page)
  assert.deepEqual([page.original.hidden, page.shown.hidden], [false, true])
  assert.equal(page.button.textContent, "Show translation")
  await pressed(page)
  assert.deepEqual([page.original.hidden, page.shown.hidden, page.asked.length], [true, false, 1])
})

const REFUSALS = [[502, "This did not work."], [503, "This did not work."], [429, "Please wait."]]
for (const [status, words] of REFUSALS) {
  test(`a refusal of ${status} is told below the words, and one may try again`, async () => {
    answerWith(page, { ok: false, status, headers: new Headers() })
    await pressed(page)
    assert.deepEqual([told(page), page.original.hidden, page.sent], [[words], false, 0])
    assert.equal(page.button.textContent, "Translate from Spanish")
    answerWith(page, Response.json(FOUND))
    await pressed(page)
    assert.deepEqual(told(page), ["Good morning", "Translated from Spanish."])
  })
}

test("without a connection the words are the same", async () => {
  answerWith(page, new TypeError("offline"))
  await pressed(page)
  assert.deepEqual([told(page), page.original.hidden], [["This did not work."], false])
})

for (const status of [400, 401]) {
  test(`what a page explains better is left to it: ${status}`, async () => {
    answerWith(page, { ok: false, status, headers: new Headers() })
    await pressed(page)
    assert.deepEqual([page.sent, told(page)], [1, []])
  })
}
