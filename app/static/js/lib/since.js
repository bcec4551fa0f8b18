// How far a page has read its notifications, in seconds since 1970.

// A notification may be committed a moment after a later one, so each question reaches back a little.
export const OVERLAP_S = 2

export function questionAfter(url, since) {
  return `${url}?since=${Math.max(0, since - OVERLAP_S)}`
}

export function latest(since, news) {
  return news.reduce((largest, { timestamp }) => Math.max(largest, timestamp), since)
}
