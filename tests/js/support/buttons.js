// A task's alert with one button, without a browser.
import { connect } from "../../../app/static/js/behaviours/task_buttons.js"
import { settle } from "./clock.js"
import "./events.js"

export const NEWS = { data: { task_id: "7", state: "cancelled" }, timestamp: 101 }

class Form extends EventTarget {
  hidden = false
  isConnected = true
  sent = 0

  constructor(alert) {
    super()
    this.closest = () => alert
  }

  contains(element) {
    return element === this.button
  }

  getAttribute() {
    return "/tasks/7/cancel"
  }

  matches(selector) {
    return selector === "[data-task-cancel]"
  }

  submit() {
    this.sent += 1
  }
}

// `asked` of the server, `heard` as news, and what was `focused`.
export function open() {
  const [asked, heard, focused] = [[], [], []]
  const button = (name) => ({ focus: () => focused.push(name) })
  const words = { textContent: "Working." }
  const alert = { isConnected: true }
  alert.querySelector = (selector) => (selector === "[data-task-words]" ? words : button("next"))
  const container = Object.assign(new EventTarget(), { dataset: { words: '{"cancelling": "Cancelling…"}' } })
  globalThis.document = Object.assign(new EventTarget(), { querySelector: button })
  document.addEventListener("notification:task_progress", ({ detail }) => heard.push(detail))
  globalThis.FormData = class { * [Symbol.iterator]() { yield ["csrf_token", "a-token"] } }
  connect(container)
  return { asked, heard, focused, words, alert, container, form: new Form(alert) }
}

export function answerWith({ asked }, answer) {
  globalThis.fetch = (url, { method, body, headers }) => {
    asked.push([url, method, String(body), headers.Accept])
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
  }
}

export function press({ container, form }) {
  const event = new Event("submit", { cancelable: true })
  container.dispatchEvent(Object.defineProperty(event, "target", { value: form }))
  return event
}

export async function pressed(page) {
  const event = press(page)
  await settle()
  return event
}
