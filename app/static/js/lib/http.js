// Asks the server for JSON.

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

// Throws Refused for an answer that is no success, and what `fetch` throws when none came within 10 s.
export async function getJSON(url) {
  const response = await fetch(url, {
    headers: { Accept: "application/json" },
    credentials: "same-origin",
    signal: AbortSignal.timeout(GIVE_UP_AFTER_MS),
  })
  if (response.ok) return response.json()
  throw new Refused(response.status, secondsIn(response.headers.get("Retry-After")))
}
