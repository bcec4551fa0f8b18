// Asks the server for JSON, or for a page.

const GIVE_UP_AFTER_MS = 10_000

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

export async function getPage(url) {
  const text = await (await get(url, "text/html")).text()
  return new DOMParser().parseFromString(text, "text/html")
}

// Throws Refused for an answer that is no success, and what `fetch` throws when none came within 10 s.
async function get(url, accept) {
  const response = await fetch(url, {
    headers: { Accept: accept },
    credentials: "same-origin",
    signal: AbortSignal.timeout(GIVE_UP_AFTER_MS),
  })
  if (response.ok) return response
  throw new Refused(response.status, secondsIn(response.headers.get("Retry-After")))
}
