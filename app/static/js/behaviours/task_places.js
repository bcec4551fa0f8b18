// Asks for the places of tasks that wait: a queue moves without news for those who stand in it.
import { getJSON } from "../lib/http.js"
import { poll } from "../lib/poll.js"
import { tell } from "../lib/task_news.js"
import { addressed } from "../lib/task_view.js"

const LOOK_EVERY_MS = 5_000

export function connect(container) {
  poll(async () => {
    for (const { dataset } of container.querySelectorAll('[data-task][data-state="pending"]')) {
      tell(await getJSON(addressed(container.dataset.url, dataset.task)))
    }
  }, { everyMs: LOOK_EVERY_MS })
}
