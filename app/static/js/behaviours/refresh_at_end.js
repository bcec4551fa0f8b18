// Puts what the server now says in the place of an element whose task has ended, without a reload.
import { getPage } from "../lib/http.js"
import { isActive } from "../lib/task_state.js"

export function connect(element) {
  document.addEventListener("notification:task_progress", async ({ detail: { data } }) => {
    if (data.task_id !== element.dataset.awaits || isActive(data) || !element.isConnected) return
    const page = await getPage(location.href)
    element.replaceWith(document.adoptNode(page.getElementById(element.id)))
  })
}
