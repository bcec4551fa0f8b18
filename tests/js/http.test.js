import assert from "node:assert/strict"
import { afterEach, test } from "node:test"
import { getIfChanged, getJSON, Refused, secondsIn } from "../../app/static/js/lib/http.js"

const realFetch = globalThis.fetch

function answering(body, init) {
  const asked = []
  globalThis.fetch = async (url, options) => {
    asked.push({ url, ...options })
    return new Response(body, init)
  }
  return asked
}

afterEach(() => { globalThis.fetch = realFetch })

test("asks for JSON as the user of this site and not for ever", async () => {
  const asked = answering('{"a": 1}')

  assert.deepEqual(await getJSON("/news"), { a: 1 })
  assert.equal(asked[0].headers.Accept, "application/json")
  assert.equal(asked[0].credentials, "same-origin")
  assert.ok(asked[0].signal instanceof AbortSignal)
})

test("a refusal tells its status and when to come back", async () => {
  answering("{}", { status: 503, headers: { "Retry-After": "7" } })

  await assert.rejects(getJSON("/news"), (error) => {
    assert.ok(error instanceof Refused)
    assert.deepEqual([error.status, error.retryAfterS], [503, 7])
    return true
  })
})

test("a refusal need not say when to come back", async () => {
  answering("{}", { status: 401 })

  await assert.rejects(getJSON("/news"), { status: 401, retryAfterS: undefined })
})

test("Retry-After may be a date, also one in the past", () => {
  const noonMs = Date.parse("Sat, 21 Nov 2026 12:00:00 GMT")

  assert.equal(secondsIn("Sat, 21 Nov 2026 12:01:30 GMT", noonMs), 90)
  assert.equal(secondsIn("Sat, 21 Nov 2026 11:00:00 GMT", noonMs), 0)
  assert.equal(secondsIn("soon", noonMs), undefined)
})

test("what has a tag is asked for with it", async () => {
  const asked = answering("[1]", { headers: { ETag: '"two"' } })

  assert.deepEqual(await getIfChanged("/news", '"one"'), { body: [1], tag: '"two"' })
  assert.equal(asked[0].headers["If-None-Match"], '"one"')
})

test("what has not changed is not told again", async () => {
  answering(null, { status: 304 })

  assert.equal(await getIfChanged("/news", '"one"'), undefined)
})

test("what has no tag yet is just asked for", async () => {
  const asked = answering("[]")

  assert.deepEqual(await getIfChanged("/news"), { body: [], tag: undefined })
  assert.ok(!("If-None-Match" in asked[0].headers))
})
