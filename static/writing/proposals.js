/** Proposals on a page: focus stays near, candidates fill the text, edited bodies are sent, the form is saved first. */

/** Save what was typed before a worker or a decision reads it from the server. */
async function flush() {
  const page = window.aicmrEditPage
  if (page && !page.autosave.stopped && page.autosave.dirty()) await page.autosave.save()
}

/** The second click of a double click would meet what has come in the button's place, such as “Undo”. */
const isSecondClick = ({ detail }) => detail.triggeringEvent?.detail > 1

document.addEventListener("htmx:confirm", (event) => {
  if (isSecondClick(event) && event.target.closest("[data-decide], [data-ask], [data-flush]")) return event.preventDefault()
  remember(event.target)
  const button = event.target.closest("[data-flush], [data-decide]")
  if (!button || !window.aicmrEditPage) return
  event.preventDefault()
  flush().finally(() => event.detail.issueRequest(true))
})

/** The text for an open edit page (static/editor/main.js takes it out of the answer); no other page needs it. */
document.addEventListener("htmx:afterSwap", () => document.getElementById("aicmr-set")?.remove())

/** What stands in the rich box goes into the field that is sent. */
document.addEventListener("input", (event) => {
  const editor = event.target.closest("[data-proposal-editor]")
  if (editor) editor.closest("[data-proposal]").querySelector("[data-proposal-text]").value = editor.innerHTML
})

document.addEventListener("change", (event) => {
  const option = event.target.closest("[data-proposal-option]")
  if (!option) return
  const panel = option.closest("[data-proposal]")
  panel.querySelector("[data-proposal-text]").value = option.value
  const shown = panel.querySelector(".proposal-text")
  if (shown) shown.textContent = option.value
  const names = panel.querySelector("[data-proposal-names]")
  if (names) tick(names, option.value.split(", "))
})

/** Another list of names is there to tick: a box for each, like those before. */
function tick(group, names) {
  const pattern = group.querySelector("label")
  group.querySelectorAll("label").forEach((label) => label.remove())
  for (const name of names) {
    const label = pattern.cloneNode(true)
    const box = label.querySelector("input")
    box.value = name
    box.checked = true
    label.replaceChildren(box, ` ${name}`)
    group.append(label)
  }
}

/** The panel that comes back takes the focus of the button that was pressed in it, and takes it from nobody else. */
let asked = ""
let pressed = ""

function remember(element) {
  const panel = element.closest("[data-proposal], [data-draft], .suggestion")
  if (!panel?.contains(document.activeElement)) return
  asked = panel.id
  pressed = document.activeElement.id
}

document.addEventListener("htmx:afterSettle", () => {
  const panel = asked && document.getElementById(asked)
  const lost = !document.activeElement || document.activeElement === document.body
  const same = pressed && document.getElementById(pressed)
  asked = pressed = ""
  if (!panel || !lost) return
  // A button that is there again keeps the focus, one that cannot be pressed any more gives it to its neighbour.
  const again = same?.disabled ? same.parentElement.querySelector("button:not(:disabled)") : same
  const target = again || (panel.matches("[tabindex]") ? panel : panel.querySelector("button"))
  target?.focus({ preventScroll: true })
})

/** A newer proposal for the same target has replaced the waiting one on the server: its panel goes here too. */
document.addEventListener("htmx:load", (event) => {
  const arrived = event.detail.elt
  const waiting = '[data-proposal][data-state="pending"]'
  if (arrived === document.body || !arrived.querySelectorAll) return
  const fresh = [...(arrived.matches(waiting) ? [arrived] : []), ...arrived.querySelectorAll(waiting)]
  for (const panel of document.querySelectorAll(waiting)) {
    if (!arrived.contains(panel) && fresh.some((one) => one.dataset.target === panel.dataset.target)) panel.remove()
  }
})

/** Enter in a proposal's own line must not submit the form that it stands in. */
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.closest("[data-proposal-option], [data-proposal-name]")) event.preventDefault()
})
