// Sends a form without leaving the page.
import { Refused } from "./http.js"

const GIVE_UP_AFTER_MS = 10_000

// The answer as plain data; throws Refused, or what `fetch` throws when none came within 10 s.
export async function send(form) {
  const response = await fetch(form.getAttribute("action"), {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    headers: { Accept: "application/json" },
    credentials: "same-origin",
    signal: AbortSignal.timeout(GIVE_UP_AFTER_MS),
  })
  if (!response.ok) throw new Refused(response.status)
  return response.json()
}
