// What a page knows of a task: {id, name, description, state, percent, at (seconds), dismissed}.
import { OVERLAP_S } from "./since.js"

const RANKS = new Map([["pending", 0], ["running", 1], ["done", 2], ["failed", 2]])
const TITLE_PREFIX = /^\(\d+%\) /

export const hasEnded = (task) => task.state === "done" || task.state === "failed"

export const isActive = (task) => task.state === "pending" || task.state === "running"

// A full bar is a promise that the work is done.
function honest(state, percent) {
  if (state === "done") return 100
  return Math.min(99, Math.max(0, Math.floor(Number(percent) || 0)))
}

export function fromNews({ task_id, name, description, state, progress }, at) {
  return { id: String(task_id), name, description, state, percent: honest(state, progress), at }
}

// The task after the news; the very same object when it says nothing new. A task never goes back.
export function next(known, news) {
  if (!RANKS.has(news.state)) return known
  if (!known) return news
  if (hasEnded(known)) return known
  const state = RANKS.get(news.state) > RANKS.get(known.state) ? news.state : known.state
  const percent = honest(state, Math.max(known.percent, news.percent))
  const name = news.name ?? known.name
  const description = news.description ?? known.description
  const task = { ...known, name, description, state, percent, at: Math.max(known.at, news.at) }
  return sameToPeople(known, task) ? known : task
}

function sameToPeople(one, other) {
  return ["name", "description", "state", "percent"].every((key) => one[key] === other[key])
}

// Whether news of a task that is not on the page yet deserves a place on it.
export function belongsOn(pageSince, { known, news }) {
  // The server lists what was under way when it made the page: older news of such a task is out of date.
  if (isActive(news)) return news.at > pageSince
  // A short task may end between its start and the page that follows it.
  return Boolean(known) || news.at > pageSince - OVERLAP_S
}

// What is worth saying aloud: "done" or "failed", a quarter reached (25, 50, 75), or nothing.
export function milestone(before, after) {
  if (hasEnded(after)) return before && hasEnded(before) ? undefined : after.state
  const quarter = Math.floor(after.percent / 25)
  return quarter > Math.floor((before?.percent ?? 0) / 25) ? quarter * 25 : undefined
}

export function titled(title, tasks) {
  const running = tasks.find((task) => task.state === "running")
  const bare = title.replace(TITLE_PREFIX, "")
  return running ? `(${running.percent}%) ${bare}` : bare
}
