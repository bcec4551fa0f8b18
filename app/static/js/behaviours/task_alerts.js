// Keeps the alerts of the user's tasks up to date, and shows how a task ended until it is dismissed.
import { recall, remember } from "../lib/task_memory.js"
import { belongsOn, fromNews, hasEnded, isActive, milestone, next, titled } from "../lib/task_state.js"
import { add, find, read, show } from "../lib/task_view.js"

class TaskAlerts {
  constructor(container) {
    this.container = container
    this.owner = document.body.dataset.user
    this.pageSince = Number(document.body.dataset.since) || 0
    this.tasks = new Map(recall(this.owner, this.pageSince).map((task) => [task.id, task]))
  }

  start() {
    for (const element of this.container.querySelectorAll("[data-task]")) {
      const task = read(element, this.pageSince)
      this.keep(next(this.tasks.get(task.id), task))
    }
    for (const task of this.tasks.values()) {
      if (find(this.container, task.id) || (hasEnded(task) && !task.dismissed)) this.show(task)
    }
    this.retitle()
    document.addEventListener("notification:task_progress", ({ detail }) => this.receive(detail))
    this.container.addEventListener("dismissed", ({ target }) => this.dismiss(target.dataset.task))
  }

  receive({ data, timestamp }) {
    const news = fromNews(data, timestamp)
    const known = this.tasks.get(news.id)
    const isShown = find(this.container, news.id) !== null
    if (known?.dismissed || !(isShown || belongsOn(this.pageSince, { known, news }))) return
    const task = next(known, news)
    if (!task || (task === known && isShown)) return
    this.keep(task)
    this.show(task)
    this.announce(milestone(known, task), task)
    this.retitle()
    if (task.name === "export_posts") this.offerExport()
  }

  keep(task) {
    this.tasks.set(task.id, task)
    remember(this.owner, task)
  }

  dismiss(id) {
    if (this.tasks.has(id)) this.keep({ ...this.tasks.get(id), dismissed: true })
  }

  show(task) {
    show(find(this.container, task.id) ?? add(this.container, task), task, this.container.dataset)
  }

  announce(reached, { description }) {
    const announcer = document.querySelector("[data-task-announcer]")
    if (!announcer || reached === undefined) return
    const words = this.container.dataset[reached] ?? `${reached}%`
    announcer.textContent = description ? `${description}: ${words}` : words
  }

  // A task that is remembered but not on this page may have ended long ago.
  get shownTasks() {
    return [...this.tasks.values()].filter((task) => find(this.container, task.id))
  }

  retitle() {
    document.title = titled(document.title, this.shownTasks)
  }

  offerExport() {
    const isRunning = this.shownTasks.some((task) => task.name === "export_posts" && isActive(task))
    for (const form of document.querySelectorAll("[data-export-form]")) form.hidden = isRunning
    for (const note of document.querySelectorAll("[data-export-running]")) note.hidden = !isRunning
  }
}

export function connect(container) {
  new TaskAlerts(container).start()
}
