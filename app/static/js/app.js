// Connects every element that names a behaviour; the pages work without this file.
import { behaviours } from "./registry.js"

for (const element of document.querySelectorAll("[data-behaviour]")) {
  for (const name of element.dataset.behaviour.split(/\s+/)) {
    // One broken behaviour must not take the others with it; its fault still reaches the console.
    try {
      behaviours.get(name)?.(element)
    } catch (fault) {
      reportError(fault)
    }
  }
}
