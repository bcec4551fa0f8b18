import assert from "node:assert/strict"
import { afterEach, beforeEach, test } from "node:test"
import { connect, shown, spoken } from "../../app/static/js/behaviours/badge.js"
import "./support/events.js"

const FORMS = { one: "{num} unread message", other: "{num} unread messages" }

let number
let words

beforeEach(() => {
  globalThis.document = Object.assign(new EventTarget(), { documentElement: { lang: "en" } })
  number = { hidden: true, textContent: "0" }
  words = { textContent: "" }
  connect({
    dataset: { name: "unread_message_count", words: JSON.stringify(FORMS) },
    querySelector: (selector) => (selector === "[data-count]" ? number : words),
  })
})

afterEach(() => delete globalThis.document)

function tell(data, timestamp = 1, name = "unread_message_count") {
  document.dispatchEvent(new CustomEvent(`notification:${name}`, { detail: { data, timestamp } }))
}

test("a number that comes is shown, and said in the form that it asks for", () => {
  tell(1)
  assert.deepEqual([number.hidden, number.textContent, words.textContent], [false, "1", "1 unread message"])
})

test("where nothing waits any more nothing is shown or said", () => {
  tell(3, 1)
  tell(0, 2)
  assert.deepEqual([number.hidden, words.textContent], [true, ""])
})

test("what is older than what is known counts for nothing", () => {
  tell(3, 2)
  tell(2, 1)
  assert.equal(number.textContent, "3")
})

test("news of another name are another badge's", () => {
  tell(3, 1, "unread_notification_count")
  assert.ok(number.hidden)
})

test("more than ninety-nine are not counted out", () => {
  assert.deepEqual([shown(99, "en"), shown(100, "en")], ["99", "99+"])
  assert.equal(spoken(FORMS, 1_000, "en"), "99+ unread messages")
})

test("each language has its own digits and forms", () => {
  const forms = { one: "{num} wiadomość", few: "{num} wiadomości", other: "{num} wiadomości." }
  assert.equal(spoken(forms, 22, "pl"), "22 wiadomości")
  assert.equal(shown(12, "ar-EG"), "١٢")
})
