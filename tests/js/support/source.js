// A stream on a clock that the test moves, and what a server says on it.
import { listen } from "../../../app/static/js/lib/stream.js"
import { Clock } from "./clock.js"

class Source extends EventTarget {
  readyState = 0

  constructor(url) {
    super()
    this.url = url
  }

  say(type, data) {
    this.dispatchEvent(Object.assign(new Event(type), { data }))
  }

  close() { this.readyState = 2 }
}

export function listening() {
  const it = { clock: new Clock(), sources: [], news: [], changes: [], since: 1 }
  const open = (url) => { it.sources.push(new Source(url)); return it.source }
  const stream = listen({
    url: () => `/stream?since=${it.since}`,
    onNews: (news) => it.news.push(news),
    onChange: (isLive) => it.changes.push(isLive),
    open,
    clock: it.clock,
  })
  Object.defineProperty(it, "source", { get: () => it.sources.at(-1) })
  stream.start()
  return Object.assign(it, stream)
}
