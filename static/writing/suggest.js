/** Beside the fields: a wish and earlier suggestions behind a button, candidates by arrow keys and Enter. */

const form = document.querySelector("form[data-edit]")

function box(element) {
  return element.closest?.("[data-suggest]")
}

document.addEventListener("click", (event) => {
  const more = event.target.closest("[data-more]")
  if (!more) return
  const area = document.getElementById(more.getAttribute("aria-controls"))
  area.hidden = !area.hidden
  more.setAttribute("aria-expanded", String(!area.hidden))
  if (!area.hidden) area.querySelector("input").focus()
})

document.addEventListener("keydown", (event) => {
  const { target, key } = event
  if (key === "Enter" && target.matches("[data-suggest-steer]")) {
    event.preventDefault()
    const improve = box(target).querySelector("[data-improve]:not([hidden])")
    ;(improve || box(target).querySelector("[data-ask]")).click()
  } else if (key === "Escape" && box(target)?.querySelector("[data-more]")?.getAttribute("aria-expanded") === "true") {
    const more = box(target).querySelector("[data-more]")
    more.click()
    more.focus()
  } else if (key === "Enter" && target.matches("[data-proposal-option], [data-proposal-name]")) {
    target.closest("[data-proposal]").querySelector('[data-decide="accept"]')?.click()
  }
})

/** What can be improved is there; what is empty can only be suggested. */
function mayImprove({ target }) {
  const improve = target.name && document.querySelector(`[data-suggest="${CSS.escape(target.name)}"] [data-improve]`)
  if (improve) improve.hidden = !target.value.trim()
}
for (const type of ["input", "change"]) form?.addEventListener(type, mayImprove)
document.addEventListener("aicmr:set", ({ detail }) => {
  const improve = document.querySelector(`[data-suggest="${CSS.escape(detail.field || "")}"] [data-improve]`)
  if (improve) improve.hidden = !String(detail.value || "").trim()
})

/** Names of a list that are ticked become the text that is accepted. */
document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-proposal-name]")) return
  const panel = target.closest("[data-proposal]")
  const names = [...panel.querySelectorAll("[data-proposal-name]:checked")].map((each) => each.value)
  panel.querySelector("[data-proposal-text]").value = names.join(", ")
})

let pressed = null
document.addEventListener("htmx:beforeRequest", (event) => {
  const here = box(event.target)
  if (here?.contains(document.activeElement)) pressed = here
})

/** After the answer the focus is where one goes on: at the candidates, or after a decision back at the button. */
document.addEventListener("htmx:afterSettle", (event) => {
  const here = box(event.target) || (event.target.id?.startsWith("proposal-") ? pressed : null)
  if (!here || here !== pressed) return
  const focus = document.activeElement
  if (focus !== document.body && focus?.isConnected && !here.contains(focus)) return
  const panel = here.querySelector("[data-proposal]")
  const legend = event.target.id?.startsWith("history-") && here.querySelector(".suggest-history button, .suggest-legend")
  if (legend) return event.target.contains(focus) && focus !== event.target ? undefined : legend.focus()
  if (!panel) return
  if (panel.dataset.state !== "pending") here.querySelector("[data-ask]").focus({ preventScroll: true })
  else if (!panel.contains(focus)) panel.querySelector("[data-proposal-option]:checked, [data-proposal-name], [data-decide]")?.focus({ preventScroll: true })
  pressed = panel.dataset.state === "pending" ? here : null
})
