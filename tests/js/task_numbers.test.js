import assert from "node:assert/strict"
import { test } from "node:test"
import { inForm } from "../../app/static/js/lib/task_words.js"

test("a number is written, and has its form, as the server does it in the page's language", () => {
  const forms = { one: "{num} a", two: "b", few: "{num} c", many: "{num} d", other: "{num} e" }
  const inArabic = [2, 3, 11, 1240].map((num) => inForm(forms, num, { num }, "ar"))
  assert.deepEqual(inArabic, ["b", "3 c", "11 d", "1,240 d"])
  assert.equal(inForm({ other: "{num}" }, 1_000_000, { num: 1_000_000 }, "es"), "1.000.000")
  assert.equal(inForm({ other: "{num}" }, 1240, { num: 1240 }, "es"), "1.240")
})
