// What this tab remembers of its user's tasks from one page to the next.
import { isActive } from "./task_state.js"

const KEEP_S = 24 * 60 * 60

// Two people may use the same tab one after the other.
const keyOf = (owner) => `tasks:${owner ?? ""}`

// A browser may forbid storage altogether; then the page simply remembers nothing.
function withStorage(use, storage) {
  try {
    return use(storage ?? globalThis.sessionStorage)
  } catch {
    return undefined
  }
}

// The tasks of a day up to `nowS`.
export function recall(owner, nowS, storage) {
  const kept = withStorage((store) => JSON.parse(store.getItem(keyOf(owner))), storage) ?? []
  return kept.filter((task) => task.at > nowS - KEEP_S)
}

// Replaces one task only: a page that comes back from the browser's cache knows too little of the others.
export function remember(owner, task, storage) {
  const others = recall(owner, task.at, storage).filter(({ id }) => id !== task.id)
  withStorage((store) => store.setItem(keyOf(owner), JSON.stringify([...others, task])), storage)
}

// A task may have ended while no page was open, so the first question reaches back to its last news.
export function readSince(pageSince, tasks) {
  return Math.min(pageSince, ...tasks.filter(isActive).map((task) => task.at))
}
