// News of a task that the page asked for, told to the behaviours like news that came by themselves.

export function tell(detail, page = document) {
  page.dispatchEvent(new CustomEvent("notification:task_progress", { detail }))
}
