import assert from "node:assert/strict"
import { test } from "node:test"
import { remaining, worded } from "../../app/static/js/behaviours/character_counter.js"
import { lengthOf } from "../../app/static/js/lib/text_length.js"

const FAMILY = "👩‍👩‍👧‍👦"

test("a family is one character", () => {
  assert.equal(lengthOf(`a${FAMILY}é`), 3)
})

test("a line end is one character, whoever wrote it", () => {
  for (const end of ["\n", "\r\n", "\r"]) assert.equal(lengthOf(`a${end}b`), 3)
})

test("space around the text does not count", () => {
  assert.equal(lengthOf(" a b \n"), 3)
})

test("an old browser counts code points", () => {
  assert.equal(lengthOf("😀\r\n", null), 1)
  assert.equal(lengthOf("a😀\r\nb", null), 4)
})

test("says how many are left, and when that is little", () => {
  assert.deepEqual(remaining("abc", 500), { count: 497, over: false, near: false })
  assert.deepEqual(remaining("abc", 23), { count: 20, over: false, near: true })
  assert.deepEqual(remaining("abc", 3), { count: 0, over: false, near: true })
})

test("says how many are too many", () => {
  assert.deepEqual(remaining("abcd", 3), { count: 1, over: true, near: true })
})

test("uses the words of the page", () => {
  const words = { left: "%(count)s left", over: "%(count)s too many" }

  assert.equal(worded({ count: 7, over: false }, words), "7 left")
  assert.equal(worded({ count: 7, over: true }, words), "7 too many")
})
