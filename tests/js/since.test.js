import assert from "node:assert/strict"
import { test } from "node:test"
import { latest, questionAfter } from "../../app/static/js/lib/since.js"

test("each question reaches back two seconds", () => {
  assert.equal(questionAfter("/notifications", 1732180000.5), "/notifications?since=1732179998.5")
})

test("no question reaches back before 1970", () => {
  assert.equal(questionAfter("/notifications", 1), "/notifications?since=0")
})

test("the largest timestamp counts, and no answer goes back", () => {
  assert.equal(latest(10, [{ timestamp: 12 }, { timestamp: 11 }]), 12)
  assert.equal(latest(10, [{ timestamp: 9 }]), 10)
  assert.equal(latest(10, []), 10)
})
