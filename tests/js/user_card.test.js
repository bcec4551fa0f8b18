import assert from "node:assert/strict"
import { afterEach, beforeEach, test } from "node:test"
import { About, name, world } from "./support/card.js"

let number = 0, site, susan

beforeEach(() => {
  site = world()
  // What is known of one person stays for as long as the page does, so each test has somebody else.
  number += 1
  susan = name(document, `susan${number}`)
})

afterEach(() => site.end())

async function hover(ms, pointerType = "mouse") {
  await susan.tell("pointerenter", { pointerType })
  await susan.pass(ms)
}

test("a pointer that rests on a name sees the card, one that passes does not", async () => {
  await hover(299)
  assert.equal(susan.card(), undefined)
  await susan.pass(1)
  assert.ok(susan.card().children[0] instanceof About)
})

test("who leaves before sees nothing, and nobody is asked", async () => {
  await hover(200)
  await susan.tell("pointerleave")
  await susan.pass(1_000)
  assert.deepEqual([susan.card(), site.asked], [undefined, []])
})

test("the way into the card does not close it", async () => {
  await hover(300)
  await susan.tell("pointerleave")
  await susan.pass(100)
  await hover(1_000)
  assert.ok(susan.card())
})

test("who leaves name and card closes it", async () => {
  await hover(300)
  await susan.tell("pointerleave")
  await susan.pass(200)
  assert.equal(susan.card(), undefined)
})

test("the focus of the keyboard opens it, and says it", async () => {
  document.byKeyboard = true
  await susan.tell("focusin")
  await susan.pass(300)
  assert.equal(susan.link.marks["aria-describedby"], susan.card().children[0].words.id)
})

test("a focus that came by pointer opens nothing", async () => {
  await susan.tell("focusin")
  await susan.pass(1_000)
  assert.equal(susan.card(), undefined)
})

test("what the keyboard has opened a pointer does not close", async () => {
  await hover(300)
  document.byKeyboard = true
  await susan.tell("pointerleave")
  await susan.pass(1_000)
  assert.ok(susan.card())
})

test("the focus that goes elsewhere closes it, the one that goes into it does not", async () => {
  await hover(300)
  await susan.tell("focusout", { relatedTarget: susan.card() })
  assert.ok(susan.card())
  await susan.tell("focusout", { relatedTarget: null })
  assert.equal(susan.card(), undefined)
})

test("Escape closes it and brings the focus back to the name", async () => {
  await hover(300)
  document.activeElement = susan.card()
  site.escape()
  assert.deepEqual([susan.card(), document.activeElement], [undefined, susan.link])
  assert.equal(susan.link.marks["aria-describedby"], undefined)
})

test("a finger on the name does nothing but follow the link; it has a button", async () => {
  await hover(1_000, "touch")
  assert.equal(susan.card(), undefined)
  assert.equal(susan.button.hidden, false)
  await susan.tell("click", {}, susan.button)
  assert.deepEqual([Boolean(susan.card()), susan.button.marks["aria-expanded"]], [true, "true"])
  await susan.tell("click", {}, susan.button)
  assert.deepEqual([susan.card(), susan.button.marks["aria-expanded"]], [undefined, "false"])
})
