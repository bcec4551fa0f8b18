// The sentences that people read and hear of a task; the page brings them, each under a key.

const LATE_AFTER_S = 60

// A wait that has become long is not told as an ordinary one.
export function isLate(task, nowS) {
  return task.state === "pending" && nowS - task.askedAt > LATE_AFTER_S
}

export function sentence(words, task, nowS) {
  const key = isLate(task, nowS) ? "pending-late" : task.words
  return words[key] ?? words[task.state] ?? ""
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
