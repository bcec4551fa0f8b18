// The alert of one task: reading what the server rendered, and showing what the page knows.
import { fromNews, hasEnded, isActive, isMeasured } from "./task_state.js"

const PLAIN_LOOK = "alert-info"
const LOOKS = new Map([
  ["done", "alert-success"],
  ["failed", "alert-danger"],
  ["cancelled", "alert-secondary"],
])
const REFERENCE_CHARACTERS = 8

export function find(container, id) {
  return container.querySelector(`[data-task="${CSS.escape(id)}"]`)
}

export const read = (element, at) => fromNews(JSON.parse(element.dataset.news), at)

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

// Addresses that the page knows are of no task yet.
export function addressed(address, id) {
  return address.replace("TASK-ID", encodeURIComponent(id))
}

// `told` is what the page says of the task: {words, facts, page (its address) and pageWords}.
export function show(element, task, told) {
  element.dataset.state = task.state
  write(element, "[data-task-description]", task.description)
  write(element, "[data-task-percent]", `${Math.floor(task.percent)}%`)
  write(element, "[data-task-facts]", told.facts)
  write(element, "[data-task-words]", told.words)
  write(element, "[data-task-reference] code", task.id.slice(0, REFERENCE_CHARACTERS))
  write(element, "[data-task-page]", told.pageWords)
  if (told.page) element.querySelector("[data-task-page]")?.setAttribute("href", told.page)
  showBar(element.querySelector("progress"), task)
  const wanted = LOOKS.get(task.state) ?? PLAIN_LOOK
  for (const look of [PLAIN_LOOK, ...LOOKS.values()]) element.classList.toggle(look, look === wanted)
  for (const [selector, isWanted] of partsOf(task, told)) {
    element.querySelector(selector)?.toggleAttribute("hidden", !isWanted)
  }
}

// Elsewhere a page may repeat how far a task is.
export function repeat(page, task, facts) {
  for (const place of page.querySelectorAll(`[data-task-facts-of="${CSS.escape(task.id)}"]`)) {
    if (place.textContent !== facts) place.textContent = facts
    place.toggleAttribute("hidden", !facts)
  }
}

// Which parts of an alert depend on how the task stands, and whether they are to be seen.
export function partsOf(task, { facts, page } = {}) {
  const hasStopped = task.state === "failed" || task.state === "cancelled"
  return new Map([
    ["progress", !hasStopped],
    ["[data-task-percent]", !hasStopped && isMeasured(task)],
    ["[data-task-facts]", Boolean(facts)],
    ["[data-task-page]", Boolean(page) && (task.state === "done" || task.state === "failed")],
    ["[data-task-cancel]", isActive(task) && task.cancellable],
    ["[data-task-retry]", task.retryable],
    ["[data-task-dismiss]", hasEnded(task)],
    ["[data-task-reference]", task.state === "failed"],
  ])
}

// What stays the same is not written again, since a reader may have marked it.
function write(element, selector, text) {
  const place = element.querySelector(selector)
  if (place && place.textContent !== (text ?? "")) place.textContent = text ?? ""
}

// While nobody knows how much there is to do, the bar says only that something is being done.
function showBar(bar, task) {
  if (!bar) return
  if (isMeasured(task)) bar.value = task.percent
  else bar.removeAttribute("value")
  if (task.description) bar.setAttribute("aria-label", task.description)
}
