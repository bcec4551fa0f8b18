// What a page knows of a task: {id, name, description, state, percent, itemsDone, itemsTotal, left (a unit
// and how many of it), place (in the queue), attempt, words (a sentence's key), cancellable, retryable,
// dismissed, askedAt and at (seconds)}.
import { OVERLAP_S } from "./since.js"

const END = 2
const RANKS = new Map([["pending", 0], ["running", 1], ["done", END], ["failed", END], ["cancelled", END]])
const OF_STATE = ["state", "words", "cancellable", "retryable", "left"]
const TOLD = [...OF_STATE, "name", "description", "percent", "itemsDone", "itemsTotal", "place", "attempt",
  "askedAt"]

export const hasEnded = (task) => RANKS.get(task.state) === END

export const isActive = (task) => task.state === "pending" || task.state === "running"

export const isMeasured = (task) => task.percent > 0 || task.itemsTotal !== undefined

export const isUnderWay = (name, tasks) => tasks.some((task) => task.name === name && isActive(task))

// As on the server: a later task of a kind takes the place of one that has ended.
export const supersedes = (task, other) => (
  task.name === other.name && hasEnded(other) && task.askedAt > other.askedAt)

const pick = (task, keys) => Object.fromEntries(keys.map((key) => [key, task[key]]))

// A full bar is a promise that the work is done.
function honest(state, percent) {
  if (state === "done") return 100
  return Math.min(99, Math.max(0, Number(percent) || 0))
}

export function fromNews(news, at) {
  return {
    ...pick(news, ["name", "description", "state", "words"]),
    id: String(news.task_id),
    // The bar has more steps than a hundred; in words there are no parts of a percent.
    percent: honest(news.state, news.bar ?? news.progress),
    itemsDone: news.items_done ?? undefined,
    itemsTotal: news.items_total ?? undefined,
    left: news.left ?? undefined,
    place: news.place ?? undefined,
    attempt: Math.floor(Number(news.attempt) || 0),
    cancellable: Boolean(news.cancellable),
    retryable: Boolean(news.retryable),
    dismissed: Boolean(news.dismissed),
    askedAt: Number(news.asked_at) || undefined,
    at,
  }
}

// The task after the news; the very same object when it says nothing new.
// Within an attempt a task never goes back; a new attempt may begin anywhere.
export function next(known, news) {
  if (!RANKS.has(news.state)) return known
  if (!known) return news
  const isAnew = news.attempt > known.attempt
  if (news.attempt < known.attempt || (hasEnded(known) && !isAnew)) return known
  // Polls and the stream bring the same news, and one may be late.
  const isLater = isAnew || RANKS.get(news.state) > RANKS.get(known.state) || news.at >= known.at
  if (!isLater) return known
  const isBehind = !isAnew && RANKS.get(news.state) < RANKS.get(known.state)
  // Work that is handed back goes on where it was, to people; what had ended begins at the beginning.
  const before = hasEnded(known) ? { percent: 0 } : known
  const ofState = pick(isBehind ? known : news, OF_STATE)
  const task = {
    ...known,
    ...ofState,
    name: news.name ?? known.name,
    description: news.description ?? known.description,
    percent: honest(ofState.state, Math.max(before.percent, news.percent)),
    itemsDone: news.itemsDone ?? before.itemsDone,
    itemsTotal: news.itemsTotal ?? before.itemsTotal,
    place: news.place ?? (isAnew ? undefined : known.place),
    attempt: news.attempt,
    askedAt: news.askedAt ?? known.askedAt,
    at: Math.max(known.at, news.at),
  }
  return TOLD.every((key) => String(known[key]) === String(task[key])) ? known : task
}

// Whether a task that is not on the page deserves a place on it: the server lists all when it makes the page,
// but for what changed in that very moment.
export const belongsOn = (pageSince, news) => news.at > pageSince - OVERLAP_S
