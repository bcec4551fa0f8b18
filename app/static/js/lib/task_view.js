// The alert of one task: reading what the server rendered, and showing what the page knows.
import { fromNews, hasEnded } from "./task_state.js"

const LOOKS = new Map([["done", "alert-success"], ["failed", "alert-danger"]])

export function find(container, id) {
  return container.querySelector(`[data-task="${CSS.escape(id)}"]`)
}

export function read(element, at) {
  const { task, taskName, state } = element.dataset
  const description = element.querySelector("[data-task-description]")?.textContent.trim()
  const progress = element.querySelector("progress")?.value
  return fromNews({ task_id: task, name: taskName, description, state, progress }, at)
}

export function add(container, task) {
  const template = container.querySelector("template[data-task-template]")
  const element = template.content.cloneNode(true).firstElementChild
  element.dataset.task = task.id
  container.append(element)
  return element
}

export function show(element, task, words) {
  element.dataset.state = task.state
  write(element, "[data-task-description]", task.description)
  write(element, "[data-task-percent]", `${task.percent}%`)
  write(element, "[data-task-words]", words[task.state])
  showBar(element.querySelector("progress"), task)
  for (const look of ["alert-info", ...LOOKS.values()]) {
    element.classList.toggle(look, look === (LOOKS.get(task.state) ?? "alert-info"))
  }
  element.querySelector("[data-dismiss]")?.toggleAttribute("hidden", !hasEnded(task))
}

function write(element, selector, text) {
  const place = element.querySelector(selector)
  if (place) place.textContent = text ?? ""
}

function showBar(bar, task) {
  if (!bar) return
  bar.value = task.percent
  if (task.description) bar.setAttribute("aria-label", task.description)
}
