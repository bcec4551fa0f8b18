// Puts what the server now says in the place of an element whose task has ended, without a reload.
import { getPage } from "../lib/http.js"
import { bareTitle, isActive } from "../lib/task_state.js"

export function connect(element) {
  document.addEventListener("notification:task_progress", ({ detail: { data } }) => {
    if (data.task_id === element.dataset.awaits && !isActive(data) && element.isConnected) refresh(element)
  })
}

async function refresh(element) {
  const page = await getPage(location.href)
  const current = page.getElementById(element.id)
  // The session may have ended meanwhile, which the page tells by other means.
  if (!current) return
  const hadFocus = element.contains(document.activeElement)
  element.replaceWith(document.adoptNode(current))
  document.title = document.title.replace(bareTitle(document.title), () => page.title)
  if (hadFocus) focus(current)
}

// What had the focus is gone; a reader goes on with what came in its place.
function focus(element) {
  element.tabIndex = -1
  element.focus()
}
