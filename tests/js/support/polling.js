// Polling on a page and with a clock that the test moves.
import { poll } from "../../../app/static/js/lib/poll.js"
import { Clock } from "./clock.js"

export function polling(work, { everyMs = 1_000, hiddenMs, hidden = false } = {}) {
  const page = Object.assign(new EventTarget(), { hidden })
  const view = new EventTarget()
  const clock = new Clock()
  let runs = 0
  const { stop, wake } = poll(() => work?.(runs += 1), { everyMs, hiddenMs, page, view, clock })
  function turn(isHidden) {
    page.hidden = isHidden
    page.dispatchEvent(new Event("visibilitychange"))
  }
  return { clock, page, stop, turn, view, wake, get runs() { return runs } }
}
