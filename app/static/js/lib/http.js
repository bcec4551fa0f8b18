// Asks the server for JSON, or for a page.

const GIVE_UP_AFTER_MS = 10_000
const NOT_MODIFIED = 304

export class Refused extends Error {
  constructor(status, retryAfterS) {
    super(`The server answered ${status}.`)
    this.name = "Refused"
    this.status = status
    this.retryAfterS = retryAfterS
  }
}

// `Retry-After` is a number of seconds or a date; undefined when it is missing or neither.
export function secondsIn(retryAfter, nowMs = Date.now()) {
  if (!retryAfter) return undefined
  const isCount = /^\d+$/.test(retryAfter)
  const seconds = isCount ? Number(retryAfter) : (Date.parse(retryAfter) - nowMs) / 1000
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds)
}

export async function getJSON(url) {
  return (await get(url, "application/json")).json()
}

// What there is at an address and its tag; undefined where it still is what the tag stands for.
export async function getIfChanged(url, tag) {
  const response = await ask(url, "application/json", tag ? { "If-None-Match": tag } : {})
  if (response.status === NOT_MODIFIED) return undefined
  return { body: await accepted(response).json(), tag: response.headers.get("ETag") ?? undefined }
}

export async function getPage(url) {
  const text = await (await get(url, "text/html")).text()
  return new DOMParser().parseFromString(text, "text/html")
}

async function get(url, accept) {
  return accepted(await ask(url, accept))
}

// Throws what `fetch` throws when no answer came within 10 s.
function ask(url, accept, headers = {}) {
  return fetch(url, {
    headers: { Accept: accept, ...headers },
    credentials: "same-origin",
    signal: AbortSignal.timeout(GIVE_UP_AFTER_MS),
  })
}

// Throws Refused for an answer that is no success.
function accepted(response) {
  if (response.ok) return response
  throw new Refused(response.status, secondsIn(response.headers.get("Retry-After")))
}
