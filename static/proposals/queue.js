/** The queue by keyboard: j and k move, a accepts, e edits, r rejects, u undoes, x chooses. Single keys can be switched off. */

const OFF = "aicmr.queue.keys"
const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable=true]"

const rows = () => [...document.querySelectorAll("[data-row]")]
const rowOf = (element) => element?.closest?.("[data-row]")

function keysAreOn() {
  try {
    return localStorage.getItem(OFF) !== "off"
  } catch {
    return true
  }
}

function show(row) {
  row?.focus({ preventScroll: true })
  row?.scrollIntoView({ block: "nearest" })
}

function step(by) {
  const all = rows()
  const here = all.indexOf(rowOf(document.activeElement))
  show(all[here < 0 ? 0 : Math.min(all.length - 1, Math.max(0, here + by))])
}

function edit(row) {
  const box = row?.querySelector("[data-edit]")
  if (!box) return
  box.open = true
  box.querySelector("[data-proposal-editor], [data-proposal-text]:not([hidden])")?.focus()
}

function choose(row) {
  const box = row?.querySelector("[data-choose]")
  if (!box) return
  box.checked = !box.checked
  count()
}

function press(row, name) {
  row?.querySelector(`[data-decide="${name}"]`)?.click()
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  a: (row) => press(row, "accept"),
  r: (row) => press(row, "reject"),
  u: (row) => press(row, "undo"),
  e: (row) => edit(row),
  x: (row) => choose(row),
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest("[data-edit]")) {
    const row = rowOf(event.target)
    event.target.closest("[data-edit]").open = false
    show(row)
    return
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING) || !keysAreOn()) return
  const act = KEYS[event.key]
  if (!act || !document.querySelector("[data-queue]")) return
  event.preventDefault()
  act(rowOf(document.activeElement))
})

/** What was decided folds up; the focus goes on to the next that waits, unless the person went elsewhere meanwhile. */
let decided = ""

document.addEventListener("htmx:beforeRequest", (event) => {
  const button = event.target.closest("[data-decide]")
  const row = rowOf(button)
  decided = row && row.contains(document.activeElement) ? row.id : ""
})

document.addEventListener("htmx:afterSettle", () => {
  const row = decided && document.getElementById(decided)
  decided = ""
  count()
  const left = document.activeElement && document.activeElement !== document.body && rowOf(document.activeElement) !== row
  if (!row || left) return
  const all = rows()
  const next = all.slice(all.indexOf(row) + 1).find((each) => each.dataset.state === "pending")
  const stays = row.dataset.state === "pending" || row.querySelector(".proposal-problem")
  show(stays ? row : next || row)
})

function count() {
  const boxes = [...document.querySelectorAll("[data-choose]")]
  const chosen = boxes.filter((box) => box.checked).length
  for (const place of document.querySelectorAll("[data-chosen]")) place.textContent = chosen ? `(${chosen})` : ""
  for (const button of document.querySelectorAll("[data-needs-choice]")) button.disabled = !chosen
  const every = document.querySelector("[data-choose-all]")
  if (!every) return
  every.checked = Boolean(boxes.length) && chosen === boxes.length
  every.indeterminate = chosen > 0 && chosen < boxes.length
}

document.addEventListener("change", (event) => {
  const { target } = event
  if (target.matches("[data-choose-all]")) for (const box of document.querySelectorAll("[data-choose]")) box.checked = target.checked
  if (target.matches("[data-keys]")) {
    try {
      localStorage.setItem(OFF, target.checked ? "on" : "off")
    } catch {
      target.checked = true
    }
  }
  count()
})

/** Deciding on everything needs its box; the browser says so at the box itself. */
document.addEventListener("click", (event) => {
  const button = event.target.closest(".queue-every button")
  const box = button?.closest(".queue-every").querySelector("[data-choose-every]")
  if (box) box.required = true
  else document.querySelector("[data-choose-every]")?.removeAttribute("required")
})

function ready() {
  const keys = document.querySelector("[data-keys]")
  if (keys) keys.checked = keysAreOn()
  count()
}

document.addEventListener("htmx:load", ready)
ready()
