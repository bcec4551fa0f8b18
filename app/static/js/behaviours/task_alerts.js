// Keeps the alerts of the user's tasks up to date, and shows how a task ended until it is dismissed.
import { poll } from "../lib/poll.js"
import { recall, remember } from "../lib/task_memory.js"
import { belongsOn, fromNews, isUnderWay, milestone, next, titled } from "../lib/task_state.js"
import { add, find, read, show } from "../lib/task_view.js"
import { regionFor, sentence, spoken } from "../lib/task_words.js"

const LOOK_FOR_LATE_MS = 5_000

class TaskAlerts {
  constructor(container) {
    this.container = container
    this.owner = document.body.dataset.user
    this.words = JSON.parse(container.dataset.words || "{}")
    this.pageSince = Number(document.body.dataset.since) || 0
    this.startedMs = Date.now()
    this.tasks = new Map(recall(this.owner, this.pageSince).map((task) => [task.id, task]))
  }

  start() {
    for (const element of this.container.querySelectorAll("[data-task]")) {
      const task = read(element, this.pageSince)
      this.keep(next(this.tasks.get(task.id), task))
    }
    for (const task of this.tasks.values()) {
      // The server says no more of what is done; all others stay in the page until it has them dismissed.
      if (find(this.container, task.id) || (task.state === "done" && !task.dismissed)) this.show(task)
    }
    this.retitle()
    document.addEventListener("notification:task_progress", ({ detail }) => this.receive(detail))
    this.container.addEventListener("dismissed", ({ target }) => this.dismiss(target.dataset.task))
    poll(() => this.showWaiting(), { everyMs: LOOK_FOR_LATE_MS })
  }

  receive({ data, timestamp }) {
    const news = fromNews(data, timestamp)
    const known = this.tasks.get(news.id)
    const isShown = find(this.container, news.id) !== null
    if (!(isShown || belongsOn(this.pageSince, { known, news }))) return
    const task = next(known, news)
    if (!task || task.dismissed || (task === known && isShown)) return
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
    if (!this.tasks.has(id)) return
    this.keep({ ...this.tasks.get(id), dismissed: true })
    this.retitle()
  }

  show(task) {
    show(find(this.container, task.id) ?? add(this.container, task), task, this.sentence(task))
  }

  // A wait becomes a long one without any news.
  showWaiting() {
    for (const task of this.shownTasks) if (task.state === "pending") this.show(task)
  }

  // The time is the server's: the clock of this machine may be wrong, but it does not run fast or slow.
  sentence(task) {
    return sentence(this.words, task, this.pageSince + (Date.now() - this.startedMs) / 1000)
  }

  announce(reached, task) {
    const region = reached === undefined ? null : regionFor(reached, document)
    if (region) region.textContent = spoken(reached, task, this.sentence(task))
  }

  // A task that is remembered but not on this page may have ended long ago.
  get shownTasks() {
    return [...this.tasks.values()].filter((task) => find(this.container, task.id))
  }

  retitle() {
    document.title = titled(document.title, this.shownTasks)
  }

  offerExport() {
    const isRunning = isUnderWay("export_posts", this.shownTasks)
    for (const form of document.querySelectorAll("[data-export-form]")) form.hidden = isRunning
    for (const note of document.querySelectorAll("[data-export-running]")) note.hidden = !isRunning
  }
}

export function connect(container) {
  new TaskAlerts(container).start()
}
