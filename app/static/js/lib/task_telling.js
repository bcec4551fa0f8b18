// What is told of tasks beside their alerts: aloud, and in the page's title.
import { hasEnded } from "./task_state.js"

const TITLE_PREFIX = /^(?:\(\d+%\)|✓) /

// What is worth saying aloud: the state in which it ended, a quarter reached (25, 50, 75), or nothing.
export function milestone(before, after) {
  if (hasEnded(after)) return isSameEnd(before, after) ? undefined : after.state
  const quarter = Math.floor(after.percent / 25)
  return quarter > Math.floor((before?.percent ?? 0) / 25) ? quarter * 25 : undefined
}

function isSameEnd(before, after) {
  return Boolean(before) && hasEnded(before) && before.attempt === after.attempt
}

export const bareTitle = (title) => title.replace(TITLE_PREFIX, "")

export function titled(title, tasks) {
  const bare = bareTitle(title)
  const running = tasks.find((task) => task.state === "running")
  if (running) return `(${Math.floor(running.percent)}%) ${bare}`
  return tasks.some((task) => task.state === "done") ? `✓ ${bare}` : bare
}
