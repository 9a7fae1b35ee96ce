/** The link dialog: address and text, checked before they reach the text. */
import { el, openDialog, t } from "aicmr-editor/dom"

function tidy(address) {
  const value = address.trim()
  if (!value || /^(https?:|mailto:|tel:|\/|#)/i.test(value)) return value
  if (/^[^\s@/]+@[^\s@]+\.[^\s@]+$/.test(value)) return `mailto:${value}`
  return /^[\w-]+(\.[\w-]+)+([/?#].*)?$/.test(value) ? `https://${value}` : ""
}

export function editLink(editor) {
  const old = editor.getAttributes("link").href || ""
  const empty = editor.state.selection.empty && !old
  const address = el("input", { type: "text", id: "link-address", value: old, inputmode: "url", placeholder: t("https://example.org or /articles/…") })
  const words = el("input", { type: "text", id: "link-words", placeholder: t("Words that tell where the link leads") })
  const problem = el("p", { class: "field-error", role: "alert" })
  const apply = (event) => {
    event.preventDefault()
    const href = tidy(address.value)
    if (!href) return void (problem.textContent = t("Give an address, such as https://example.org, /articles/name/ or name@example.org."))
    dialog.close()
    const text = words.value.trim() || href
    if (empty) editor.chain().focus().insertContent({ type: "text", text, marks: [{ type: "link", attrs: { href } }] }).unsetMark("link").run()
    else editor.chain().focus().extendMarkRange("link").setLink({ href }).run()
  }
  const remove = () => {
    dialog.close()
    editor.chain().focus().extendMarkRange("link").unsetLink().run()
  }
  const dialog = el(
    "dialog",
    { class: "small-dialog", "aria-labelledby": "link-title" },
    el(
      "form",
      { onsubmit: apply, novalidate: true },
      el("h2", { id: "link-title" }, old ? t("Edit link") : t("Add link")),
      el("label", { for: "link-address" }, t("Address")),
      address,
      empty && el("label", { for: "link-words" }, t("Text")),
      empty && words,
      problem,
      el(
        "div",
        { class: "dialog-buttons" },
        old && el("button", { type: "button", class: "edit-button is-danger", onclick: remove }, t("Remove link")),
        el("button", { type: "button", class: "edit-button", onclick: () => dialog.close() }, t("Cancel")),
        el("button", { type: "submit", class: "edit-button is-primary" }, old ? t("Change") : t("Add")),
      ),
    ),
  )
  openDialog(dialog)
  address.focus()
}
