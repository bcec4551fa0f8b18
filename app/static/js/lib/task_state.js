// What a page knows of a task: {id, name, description, state, percent, attempt, words (a sentence's key),
// cancellable, askedAt and at (seconds), dismissed}.
import { OVERLAP_S } from "./since.js"

const END = 2
const RANKS = new Map([["pending", 0], ["running", 1], ["done", END], ["failed", END], ["cancelled", END]])
const TOLD = ["name", "description", "state", "percent", "attempt", "words", "cancellable", "askedAt"]
const TITLE_PREFIX = /^(?:\(\d+%\)|✓) /

export const hasEnded = (task) => RANKS.get(task.state) === END

export const isActive = (task) => task.state === "pending" || task.state === "running"

export const isUnderWay = (name, tasks) => tasks.some((task) => task.name === name && isActive(task))

const attemptOf = (task) => task.attempt ?? 0

// A full bar is a promise that the work is done.
function honest(state, percent) {
  if (state === "done") return 100
  return Math.min(99, Math.max(0, Math.floor(Number(percent) || 0)))
}

export function fromNews(news, at) {
  const { name, description, state, words } = news
  return {
    id: String(news.task_id),
    name,
    description,
    state,
    percent: honest(state, news.progress),
    attempt: Math.floor(Number(news.attempt) || 0),
    words,
    cancellable: Boolean(news.cancellable),
    askedAt: Number(news.asked_at) || undefined,
    at,
    dismissed: false,
  }
}

// The task after the news; the very same object when it says nothing new.
// Within an attempt a task never goes back; a new attempt may begin anywhere.
export function next(known, news) {
  if (!RANKS.has(news.state)) return known
  if (!known) return news
  const isAnew = attemptOf(news) > attemptOf(known)
  if (attemptOf(news) < attemptOf(known) || (hasEnded(known) && !isAnew)) return known
  const isBehind = !isAnew && RANKS.get(news.state) < RANKS.get(known.state)
  const { state, words, cancellable } = isBehind ? known : news
  // Work that is handed back goes on where it was, to people; what had ended begins at the beginning.
  const least = hasEnded(known) ? 0 : known.percent
  const task = {
    ...known,
    state,
    words,
    cancellable,
    name: news.name ?? known.name,
    description: news.description ?? known.description,
    percent: honest(state, Math.max(least, news.percent)),
    attempt: attemptOf(news),
    askedAt: news.askedAt ?? known.askedAt,
    at: Math.max(known.at, news.at),
    dismissed: false,
  }
  return TOLD.every((key) => known[key] === task[key]) ? known : task
}

// Whether news of a task that is not on the page yet deserves a place on it.
export function belongsOn(pageSince, { known, news }) {
  // The server lists all but what is done when it makes the page: older news of such a task is out of date,
  // or somebody has dismissed it.
  if (news.state !== "done") return news.at > pageSince
  // A short task may end between its start and the page that follows it.
  return Boolean(known) || news.at > pageSince - OVERLAP_S
}

// What is worth saying aloud: the state in which it ended, a quarter reached (25, 50, 75), or nothing.
export function milestone(before, after) {
  if (hasEnded(after)) return isSameEnd(before, after) ? undefined : after.state
  const quarter = Math.floor(after.percent / 25)
  return quarter > Math.floor((before?.percent ?? 0) / 25) ? quarter * 25 : undefined
}

function isSameEnd(before, after) {
  return Boolean(before) && hasEnded(before) && attemptOf(before) === attemptOf(after)
}

export const bareTitle = (title) => title.replace(TITLE_PREFIX, "")

export function titled(title, tasks) {
  const bare = bareTitle(title)
  const running = tasks.find((task) => task.state === "running")
  if (running) return `(${running.percent}%) ${bare}`
  return tasks.some((task) => task.state === "done" && !task.dismissed) ? `✓ ${bare}` : bare
}
