// Keeps the alerts of the user's tasks up to date, and shows how a task ended until it is dismissed.
import { poll } from "../lib/poll.js"
import { belongsOn, fromNews, isUnderWay, next, supersedes } from "../lib/task_state.js"
import { milestone, titled } from "../lib/task_telling.js"
import { add, addressed, find, read, repeat, show } from "../lib/task_view.js"
import { facts, regionFor, sentence, spoken } from "../lib/task_words.js"

const LOOK_FOR_LATE_MS = 5_000

class TaskAlerts {
  constructor(container) {
    this.container = container
    this.language = document.documentElement.lang
    this.words = JSON.parse(container.dataset.words || "{}")
    this.pages = JSON.parse(container.dataset.pages || "{}")
    this.pageSince = Number(document.body.dataset.since) || 0
    this.startedMs = Date.now()
    this.tasks = new Map()
    this.dismissedAt = new Map()
  }

  start() {
    for (const element of this.container.querySelectorAll("[data-task]")) {
      // Whatever is told of it from now on is newer, whosever clock it is told by.
      this.tasks.set(element.dataset.task, read(element, 0))
    }
    this.retitle()
    document.addEventListener("notification:task_progress", ({ detail }) => this.receive(detail))
    poll(() => this.showWaiting(), { everyMs: LOOK_FOR_LATE_MS })
  }

  receive({ data, timestamp }) {
    const news = fromNews(data, timestamp)
    const known = this.tasks.get(news.id)
    // An answer that was made before it was dismissed may come after.
    if (news.at <= this.dismissedAt.get(news.id)) return
    if (news.dismissed) this.remove(news.id, news.at)
    else if (known || belongsOn(this.pageSince, news)) this.update(known, next(known, news))
    this.retitle()
    if (news.name === "export_posts") this.offerExport()
  }

  update(known, task) {
    if (!task || task === known) return
    this.tasks.set(task.id, task)
    for (const other of this.tasks.values()) if (supersedes(task, other)) this.remove(other.id)
    this.show(task)
    this.announce(milestone(known, task), task)
  }

  remove(id, at) {
    this.dismissedAt.set(id, at)
    this.tasks.delete(id)
    find(this.container, id)?.remove()
  }

  show(task) {
    const { name, id } = task
    const told = {
      words: this.sentence(task),
      facts: facts(this.words, task, this.language),
      page: this.pages[name] && addressed(this.pages[name], id),
      pageWords: this.words[`page-${name}`] ?? this.words.page,
    }
    show(find(this.container, id) ?? add(this.container, task), task, told)
    repeat(document, task, told.facts)
  }

  // A wait becomes a long one without any news.
  showWaiting() {
    for (const task of this.tasks.values()) if (task.state === "pending") this.show(task)
  }

  // The time is the server's: the clock of this machine may be wrong, but it does not run fast or slow.
  sentence(task) {
    const nowS = this.pageSince + (Date.now() - this.startedMs) / 1000
    return sentence(this.words, task, { nowS, language: this.language })
  }

  announce(reached, task) {
    const region = reached === undefined ? null : regionFor(reached, document)
    if (region) region.textContent = spoken(reached, task, this.sentence(task))
  }

  retitle() {
    document.title = titled(document.title, [...this.tasks.values()])
  }

  offerExport() {
    const isRunning = isUnderWay("export_posts", [...this.tasks.values()])
    for (const form of document.querySelectorAll("[data-export-form]")) form.hidden = isRunning
    for (const note of document.querySelectorAll("[data-export-running]")) note.hidden = !isRunning
  }
}

export function connect(container) {
  new TaskAlerts(container).start()
}
