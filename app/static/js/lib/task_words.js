// The sentences that people read and hear of a task; the page brings them, each under a key.
import { formOf } from "./plurals.js"

const LATE_AFTER_S = 60

// The form of some words for a number, with the values in it, as the server puts it in pages.
export function inForm(forms, number, values, language) {
  const written = new Intl.NumberFormat(language)
  return formOf(forms, number, language).replace(/\{(\w+)\}/g, (_all, name) => written.format(values[name]))
}

// A wait that has become long is not told as an ordinary one.
export function isLate(task, nowS) {
  return task.state === "pending" && nowS - task.askedAt > LATE_AFTER_S
}

export function sentence(words, task, { nowS, language }) {
  if (isLate(task, nowS)) return words["pending-late"] ?? ""
  const { place } = task
  if (task.words === "pending" && place > 1) {
    return inForm(words["pending-place"], place, { num: place }, language)
  }
  return words[task.words] ?? words[task.state] ?? ""
}

// How much is done and how long it will take, as far as that is known.
export function facts(words, task, language) {
  if (task.state !== "running") return ""
  const counted = countedIn(words, task, language)
  const left = task.left ? leftIn(words, task.left, language) : ""
  if (!counted || !left) return counted || left
  return words.both.replace("{counted}", () => counted).replace("{left}", () => left)
}

function countedIn(words, { name, itemsDone: done, itemsTotal: total }, language) {
  if (total === undefined) return ""
  return inForm(words[`counted-${name}`] ?? words.counted, total, { done, total }, language)
}

function leftIn(words, [unit, num], language) {
  return inForm(words[`left-${unit}`], num, { num }, language)
}

// What a listener hears: how the task ended, or the percentage that it has reached.
export function spoken(reached, task, ending) {
  const words = reached === task.state ? ending : `${reached}%`
  return task.description ? `${task.description}: ${words}` : words
}

// A failure may interrupt what a listener hears, if the page has a place for that; nothing else may.
export function regionFor(reached, page) {
  const alarm = reached === "failed" ? page.querySelector("[data-task-alarm]") : null
  return alarm ?? page.querySelector("[data-task-announcer]")
}
