import assert from "node:assert/strict"
import { test } from "node:test"
import { addressed, read, repeat, show } from "../../app/static/js/lib/task_view.js"

const ID = "0123456789abcdef"
const STATES = ["pending", "running", "done", "failed", "cancelled"]
const LOOKS = ["alert-info", "alert-info", "alert-success", "alert-danger", "alert-secondary"]

class Part {
  textContent = ""
  hidden = true

  setAttribute(name, value) {
    this[name] = value
  }

  removeAttribute(name) {
    this[name] = undefined
  }

  toggleAttribute(name, force) {
    this[name] = force
  }
}

class Alert {
  dataset = {}
  looks = new Set(["alert-info"])
  classList = { toggle: (look, force) => (force ? this.looks.add(look) : this.looks.delete(look)) }
  parts = new Map()

  querySelector(selector) {
    if (!this.parts.has(selector)) this.parts.set(selector, new Part())
    return this.parts.get(selector)
  }
}

const task = (state, more) => ({ id: ID, description: "Export", state, percent: 42, ...more })

test("a bar has no value, and no percentage, while nobody knows how much there is to do", () => {
  const alert = new Alert()
  show(alert, task("running", { percent: 42.9 }), {})
  assert.equal(alert.querySelector("progress").value, 42.9)
  assert.equal(alert.querySelector("[data-task-percent]").textContent, "42%")
  show(alert, task("running", { percent: 0 }), {})

  assert.equal(alert.querySelector("progress").value, undefined)
  assert.equal(alert.querySelector("[data-task-percent]").hidden, true)
})

test("the page may say elsewhere how far a task is", () => {
  const place = new Part()
  globalThis.CSS = { escape: String }
  const found = (selector) => selector === `[data-task-facts-of="${ID}"]`
  const page = { querySelectorAll: (selector) => (found(selector) ? [place] : []) }

  repeat(page, task("running"), "3 of 9")
  assert.deepEqual([place.textContent, place.hidden], ["3 of 9", false])
  repeat(page, task("done"), "")
  assert.deepEqual([place.textContent, place.hidden], ["", true])
})

test("a failure has a reference", () => {
  const alert = new Alert()
  show(alert, task("failed"), { words: "Refused." })

  assert.equal(alert.querySelector("[data-task-reference]").hidden, false)
  assert.equal(alert.querySelector("[data-task-reference] code").textContent, "01234567")
  assert.equal(alert.querySelector("[data-task-words]").textContent, "Refused.")
})

test("each state has one look", () => {
  const alert = new Alert()

  STATES.forEach((state, place) => {
    show(alert, task(state), {})
    assert.deepEqual([...alert.looks], [LOOKS[place]])
  })
})

test("a new alert's forms go to its own task", () => {
  assert.equal(addressed("/tasks/TASK-ID/cancel", ID), `/tasks/${ID}/cancel`)
  assert.equal(addressed("/tasks/TASK-ID/retry", "a/b$&"), "/tasks/a%2Fb%24%26/retry")
})

test("what the server rendered is read", () => {
  const news = { task_id: ID, state: "pending", attempt: 2, words: "pending-again", cancellable: true }
  const { id, attempt, words, cancellable, at } = read({ dataset: { news: JSON.stringify(news) } }, 100)

  assert.deepEqual([id, attempt, words, cancellable, at], [ID, 2, "pending-again", true, 100])
})
