// How long a text is to the person who writes it.

// An emoji of several code points is one character to people.
const segmenter = globalThis.Intl?.Segmenter && new Intl.Segmenter(undefined, { granularity: "grapheme" })

export function lengthOf(text, split = segmenter) {
  // The server counts a line end as one too, and cuts the space around a text before it counts.
  const lines = text.trim().replace(/\r\n?/g, "\n")
  return [...(split ? split.segment(lines) : lines)].length
}
