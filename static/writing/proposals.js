/** Proposals on a page: focus stays near, candidates fill the text, edited bodies are sent, the form is saved first. */

/** Save what was typed before a worker or a decision reads it from the server. */
async function flush() {
  const page = window.aicmrEditPage
  if (page && !page.autosave.stopped && page.autosave.dirty()) await page.autosave.save()
}

document.addEventListener("htmx:confirm", (event) => {
  const button = event.target.closest("[data-flush], [data-decide]")
  if (!button || !window.aicmrEditPage) return
  event.preventDefault()
  flush().finally(() => event.detail.issueRequest(true))
})

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
})

/** A swapped panel takes the focus only if it was inside what has gone. */
let wasInside = false
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  wasInside = Boolean(detail.target?.contains(document.activeElement))
})
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (!wasInside || (document.activeElement && document.activeElement !== document.body)) return
  const id = detail.elt?.id || detail.target?.id
  const place = (id && document.getElementById(id)) || document.querySelector("[data-proposal]")
  const target = place?.matches?.("[tabindex]") ? place : place?.querySelector("[tabindex], button")
  target?.focus({ preventScroll: true })
})

/** Enter in a proposal's own line must not submit the form that it stands in. */
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.closest("[data-proposal-option]")) event.preventDefault()
})
