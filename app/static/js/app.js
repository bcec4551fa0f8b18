// Connects every element that names a behaviour; the pages work without this file.
import { behaviours } from "./registry.js"

function connect(element) {
  for (const name of element.dataset.behaviour.split(/\s+/)) {
    // One broken behaviour must not take the others with it; its fault still reaches the console.
    try {
      behaviours.get(name)?.(element)
    } catch (fault) {
      reportError(fault)
    }
  }
}

document.querySelectorAll("[data-behaviour]").forEach(connect)

// A behaviour that has put something new into the page says so.
document.addEventListener("content:added", ({ target }) => {
  if (target.dataset.behaviour) connect(target)
  target.querySelectorAll("[data-behaviour]").forEach(connect)
})
