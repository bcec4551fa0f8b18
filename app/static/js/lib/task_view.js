// The alert of one task: reading what the server rendered, and showing what the page knows.
import { fromNews, isActive } from "./task_state.js"

const PLAIN_LOOK = "alert-info"
const LOOKS = new Map([
  ["done", "alert-success"],
  ["failed", "alert-danger"],
  ["cancelled", "alert-secondary"],
])
// Another try needs another file.
const HOPELESS = new Set(["failed-unreadable", "failed-missing"])
const REFERENCE_CHARACTERS = 8

export function find(container, id) {
  return container.querySelector(`[data-task="${CSS.escape(id)}"]`)
}

export function read(element, at) {
  const { task, taskName, state, attempt, wordsKey: words, asked } = element.dataset
  const description = element.querySelector("[data-task-description]")?.textContent.trim()
  const progress = element.querySelector("progress")?.value
  // The server shows the form, also to a page without scripts, as long as it would heed it.
  const cancellable = element.querySelector("[data-task-cancel]")?.hidden === false
  const news = { task_id: task, name: taskName, description, state, progress, attempt, words, cancellable }
  return fromNews({ ...news, asked_at: asked }, at)
}

export function add(container, task) {
  const template = container.querySelector("template[data-task-template]")
  const element = template.content.cloneNode(true).firstElementChild
  element.dataset.task = task.id
  for (const form of element.querySelectorAll("form[action]")) {
    form.setAttribute("action", addressed(form.getAttribute("action"), task.id))
  }
  container.append(element)
  return element
}

// The template's forms are of no task yet.
export function addressed(action, id) {
  return action.replace("TASK-ID", encodeURIComponent(id))
}

export function show(element, task, words) {
  element.dataset.state = task.state
  write(element, "[data-task-description]", task.description)
  write(element, "[data-task-percent]", `${task.percent}%`)
  write(element, "[data-task-words]", words)
  write(element, "[data-task-reference] code", task.id.slice(0, REFERENCE_CHARACTERS))
  showBar(element.querySelector("progress"), task)
  const wanted = LOOKS.get(task.state) ?? PLAIN_LOOK
  for (const look of [PLAIN_LOOK, ...LOOKS.values()]) element.classList.toggle(look, look === wanted)
  for (const [selector, isWanted] of partsOf(task)) {
    element.querySelector(selector)?.toggleAttribute("hidden", !isWanted)
  }
}

// Which parts of an alert depend on how the task stands, and whether they are to be seen.
export function partsOf(task) {
  const hasStopped = task.state === "failed" || task.state === "cancelled"
  const canGoOn = hasStopped && !HOPELESS.has(task.words)
  return new Map([
    ["progress", !hasStopped],
    ["[data-task-percent]", !hasStopped],
    ["[data-task-cancel]", isActive(task) && Boolean(task.cancellable)],
    ["[data-task-retry]", canGoOn],
    ["[data-task-dismiss]", hasStopped],
    ["[data-task-reference]", task.state === "failed"],
    ["[data-dismiss]", task.state === "done"],
  ])
}

// What stays the same is not written again, since a reader may have marked it.
function write(element, selector, text) {
  const place = element.querySelector(selector)
  if (place && place.textContent !== (text ?? "")) place.textContent = text ?? ""
}

function showBar(bar, task) {
  if (!bar) return
  bar.value = task.percent
  if (task.description) bar.setAttribute("aria-label", task.description)
}
