// Repeats work while somebody can see the page, and less often while it fails.

const LONGEST_BACK_OFF_MS = 60_000
const LONGEST_RETRY_AFTER_MS = 3_600_000

export const systemClock = {
  now: () => Date.now(),
  after: (ms, work) => setTimeout(work, ms),
  cancel: (timer) => clearTimeout(timer),
}

export function backOffMs(failures, everyMs) {
  return Math.max(everyMs, Math.min(LONGEST_BACK_OFF_MS, everyMs * 2 ** failures))
}

// A timer of more than 24 days would fire at once, so a server's wish is met for an hour at most.
function wishMs(error) {
  return Math.min(LONGEST_RETRY_AFTER_MS, (error?.retryAfterS ?? 0) * 1000)
}

class Poll {
  failures = 0
  notBeforeMs = 0
  running = false
  stopped = false
  wanted = false

  constructor(work, { everyMs, hiddenMs, page, view, clock }) {
    Object.assign(this, { work, hiddenMs, page, view, clock })
    this.everyMs = typeof everyMs === "function" ? everyMs : () => everyMs
  }

  start() {
    this.page.addEventListener("visibilitychange", this.turn)
    this.view.addEventListener("online", this.wake)
    this.view.addEventListener("pageshow", this.restore)
    this.plan(0)
  }

  stop = () => {
    this.stopped = true
    this.clock.cancel(this.timer)
    this.page.removeEventListener("visibilitychange", this.turn)
    this.view.removeEventListener("online", this.wake)
    this.view.removeEventListener("pageshow", this.restore)
  }

  turn = () => {
    if (!this.page.hidden) this.wake()
  }

  wake = () => {
    // What is under way when the page wakes may have been cut off, so it is done once more.
    this.wanted = this.running
    if (!this.running) this.plan(0)
  }

  restore = ({ persisted }) => persisted && this.wake()

  plan(waitMs) {
    this.clock.cancel(this.timer)
    if (this.stopped || this.rests) return
    const leastMs = this.page.hidden ? this.hiddenMs : 0
    const delayMs = Math.max(waitMs, leastMs, this.notBeforeMs - this.clock.now())
    if (delayMs > 0) this.timer = this.clock.after(delayMs, () => this.run())
    else this.run()
  }

  get rests() {
    return this.page.hidden && this.hiddenMs === undefined
  }

  async run() {
    if (this.stopped || this.running || this.rests) return
    this.running = true
    const waitMs = await this.attempt()
    this.running = false
    this.plan(this.wanted ? 0 : waitMs)
  }

  async attempt() {
    this.wanted = false
    try {
      await this.work()
      this.failures = 0
    } catch (error) {
      this.failures += 1
      this.notBeforeMs = this.clock.now() + wishMs(error)
    }
    return backOffMs(this.failures, this.everyMs())
  }
}

// Runs `work` at once and then again and again, never twice at a time, until it is stopped.
// Without `hiddenMs` it rests while the page is hidden; with it, it goes on at that pace.
export function poll(work, { everyMs, hiddenMs, page = document, view = window, clock = systemClock }) {
  const polling = new Poll(work, { everyMs, hiddenMs, page, view, clock })
  polling.start()
  return { stop: polling.stop, wake: polling.wake }
}
