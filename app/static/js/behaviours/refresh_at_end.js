// Puts what the server now says in the place of an element whose task has ended, or has begun again.
import { getPage } from "../lib/http.js"
import { isActive } from "../lib/task_state.js"
import { bareTitle } from "../lib/task_telling.js"

class Awaiting {
  constructor(element) {
    this.element = element
  }

  hear(news) {
    if (news.task_id !== this.element.dataset.awaits) return
    this.news = news
    if (!this.isBusy) this.catchUp()
  }

  get isBehind() {
    return isActive(this.news) !== (this.element.dataset.awaiting === "true")
  }

  // There may be further news while the page is on its way; each is a reason to look once.
  async catchUp() {
    let seen
    this.isBusy = true
    try {
      while (this.news !== seen && this.isBehind) {
        seen = this.news
        this.element = (await refreshed(this.element)) ?? this.element
      }
    } finally {
      this.isBusy = false
    }
  }
}

async function refreshed(element) {
  const page = await getPage(location.href)
  const current = page.getElementById(element.id)
  // The session may have ended meanwhile, which the page tells by other means.
  if (!current) return undefined
  const hadFocus = element.contains(document.activeElement)
  element.replaceWith(document.adoptNode(current))
  document.title = document.title.replace(bareTitle(document.title), () => page.title)
  if (hadFocus) focus(current)
  return current
}

// What had the focus is gone; a reader goes on with what came in its place.
function focus(element) {
  element.tabIndex = -1
  element.focus()
}

export function connect(element) {
  const awaiting = new Awaiting(element)
  document.addEventListener("notification:task_progress", ({ detail: { data } }) => awaiting.hear(data))
}
