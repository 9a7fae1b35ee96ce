/** The review beside the text: from a note to its words and back, by mouse and by keyboard; a filter by category. */

const panel = () => document.querySelector("[data-review]")
const notes = () => [...document.querySelectorAll("[data-note]")].filter((note) => !note.hidden && !note.closest("[hidden]"))
let last = ""

/** The words of a note in the text are selected, so that they can be seen and changed at once. */
function jump(button) {
  last = button.closest("[data-note]").id
  if (button.dataset.field) {
    const field = document.querySelector(`#edit-form [name="${CSS.escape(button.dataset.field)}"]`)
    field?.closest("details")?.setAttribute("open", "")
    field?.scrollIntoView({ block: "center" })
    field?.focus()
    return
  }
  const block = document.querySelector(`.ProseMirror [data-id="${CSS.escape(button.dataset.jump)}"]`)
  if (!block) return
  block.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" })
  block.closest(".ProseMirror").focus({ preventScroll: true })
  const range = rangeOf(block, button.dataset.quote) || whole(block)
  getSelection().removeAllRanges()
  getSelection().addRange(range)
}

function whole(block) {
  const range = document.createRange()
  range.selectNodeContents(block)
  return range
}

/** The quotation in the block's text, whatever emphasis or links it runs through; null if it is not there. */
function rangeOf(block, quote) {
  if (!quote) return null
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT)
  const places = []
  let text = ""
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (let at = 0; at < node.data.length; at += 1) {
      const letter = /\s/.test(node.data[at]) ? " " : node.data[at].toLowerCase()
      if (letter === " " && text.endsWith(" ")) continue
      text += letter
      places.push([node, at])
    }
  }
  const wanted = quote.replace(/\s+/g, " ").toLowerCase()
  const start = text.indexOf(wanted)
  if (start < 0) return null
  const range = document.createRange()
  range.setStart(...places[start])
  const [node, at] = places[start + wanted.length - 1]
  range.setEnd(node, at + 1)
  return range
}

function step(from, by) {
  const all = notes()
  const next = all[Math.min(Math.max(all.indexOf(from) + by, 0), all.length - 1)]
  next?.querySelector("[data-jump]").focus()
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-jump]")
  if (button) jump(button)
})

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-review-filter]")) return
  const wanted = event.target.value
  for (const note of document.querySelectorAll("[data-note]")) note.hidden = wanted !== "" && note.dataset.category !== wanted
  for (const group of document.querySelectorAll(".review-group")) group.hidden = !group.querySelector("[data-note]:not([hidden])")
})

document.addEventListener("keydown", (event) => {
  if (event.altKey && event.code === "KeyN" && panel()) {
    event.preventDefault()
    const note = document.getElementById(last) || notes()[0]
    const target = note?.querySelector("[data-jump]") || panel()
    target.scrollIntoView({ block: "center" })
    target.focus({ preventScroll: true })
    return
  }
  if (event.key === "Enter" && event.target.matches("[data-why]")) {
    event.preventDefault()
    event.target.closest("details").querySelector("button").click()
    return
  }
  const note = event.target.closest?.("[data-note]")
  if (!note || event.target.matches("input") || event.ctrlKey || event.metaKey || event.altKey) return
  const act = {
    j: () => step(note, 1),
    k: () => step(note, -1),
    ArrowDown: () => step(note, 1),
    ArrowUp: () => step(note, -1),
    p: () => note.querySelector("[data-propose]")?.click(),
    d: () => {
      note.querySelector("details").open = true
      note.querySelector("[data-why]").focus()
    },
  }[event.key]
  if (!act) return
  event.preventDefault()
  act()
})

/** What comes back takes the focus that its button has lost: the next note, else the panel. */
let place = -1
document.addEventListener("htmx:beforeSwap", (event) => {
  const inside = event.detail.target.id === "review" && event.detail.target.contains(document.activeElement)
  const note = document.activeElement?.closest?.("[data-note]")
  place = inside ? Math.max(notes().indexOf(note), 0) : -1
})
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id !== "review" || place < 0) return
  const all = notes()
  const target = all[Math.min(place, all.length - 1)]?.querySelector("[data-jump]") || panel()
  target?.focus({ preventScroll: true })
  place = -1
})
