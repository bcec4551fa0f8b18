// Shows what the server now says of a page whose task has ended.
import { isActive } from "../lib/task_state.js"

export function connect(element) {
  document.addEventListener("notification:task_progress", ({ detail: { data } }) => {
    if (data.task_id === element.dataset.awaits && !isActive(data)) location.reload()
  })
}
