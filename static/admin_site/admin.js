/** Names for the boxes that select2 puts in the place of selects (they have their field's label), and limits in fragments. */
"use strict"

{
  const name = (select) => {
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`)
    const box = select.nextElementSibling
    if (!label || !box?.classList.contains("select2")) return
    const text = label.textContent.replace("*", "").trim()
    for (const part of box.querySelectorAll("[role=combobox], [role=textbox], [role=searchbox], .select2-search__field")) {
      part.removeAttribute("aria-labelledby")
      part.setAttribute("aria-label", text)
    }
  }
  const nameAll = () => document.querySelectorAll("select.select2-hidden-accessible").forEach(name)

  window.addEventListener("load", () => {
    nameAll()
    new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true })
  })
}

/** htmx shows no answer that is an error; one that says "too often" belongs where the result would have stood. */
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr?.status === 429) event.detail.shouldSwap = true
})
