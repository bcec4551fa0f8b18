// Listens to the server's stream of news, and notices when nothing reaches it any more.
import { backOffMs, systemClock } from "./poll.js"

// A proxy that collects what it should pass on lets nothing through, not even the first word.
const HELLO_WITHIN_MS = 5_000
// The server says something every 15 s.
export const SILENCE_MS = 40_000
const AGAIN_AFTER_MS = 15_000
const CLOSED = 2

class Listening {
  failures = 0
  isLive = false

  constructor({ url, onNews, onChange, open, clock }) {
    Object.assign(this, { url, onNews, onChange, open, clock })
  }

  start = () => {
    this.stop()
    const source = this.source = this.open(this.url())
    source.addEventListener("hello", () => {
      this.failures = 0
      this.hear()
    })
    source.addEventListener("heartbeat", () => this.hear())
    source.addEventListener("message", ({ data }) => {
      this.hear()
      this.onNews(JSON.parse(data))
    })
    source.addEventListener("error", () => this.stumble())
    this.expect(HELLO_WITHIN_MS)
  }

  stop = () => {
    this.clock.cancel(this.timer)
    this.source?.close()
    this.source = undefined
    this.change(false)
  }

  hear() {
    this.expect(SILENCE_MS)
    this.change(true)
  }

  // A browser comes back by itself unless it was refused.
  stumble() {
    this.change(false)
    if (this.source?.readyState === CLOSED) this.startLater()
    else this.expect(HELLO_WITHIN_MS)
  }

  expect(withinMs) {
    this.clock.cancel(this.timer)
    this.timer = this.clock.after(withinMs, () => this.startLater())
  }

  startLater() {
    this.stop()
    this.failures += 1
    this.timer = this.clock.after(backOffMs(this.failures, AGAIN_AFTER_MS), this.start)
  }

  // Told at every sign of life, and once when there are no more.
  change(isLive) {
    if (isLive || this.isLive) this.onChange(isLive)
    this.isLive = isLive
  }
}

// Begins to listen when started; `url` is asked for each time, `onChange` told whether the stream lives.
export function listen({ url, onNews, onChange, open = (at) => new EventSource(at), clock = systemClock }) {
  const { start, stop } = new Listening({ url, onNews, onChange, open, clock })
  return { start, stop }
}
