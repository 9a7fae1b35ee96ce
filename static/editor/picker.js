/** The picture dialog: search the library, pick, or upload from the device. */
import { csrfToken, debounce, el, icon, openDialog, t } from "aicmr-editor/dom"
import { rememberPreview } from "aicmr-editor/figure"

const HELP = t("Your text is safe. Check the connection and try again.")

async function answer(response) {
  const type = response.headers.get("content-type") || ""
  if (response.redirected || !type.includes("json")) throw new Error(t("You have been signed out. Sign in in another tab, then try again."))
  const data = await response.json()
  if (!response.ok) throw new Error(data.error || data.detail || t("The server refused this picture."))
  return data
}

/** Upload one file; resolves to the picture, rejects with a message for people. */
export async function upload(file, urls) {
  const body = new FormData()
  body.append("file", file)
  let response
  try {
    response = await fetch(urls.upload, { method: "POST", body, headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" } })
  } catch {
    throw new Error(`${t("The picture could not be sent.")} ${HELP}`)
  }
  const picture = await answer(response)
  rememberPreview(picture.id, file)
  return picture
}

export class Picker {
  constructor(urls, onPick) {
    Object.assign(this, { urls, onPick, page: 1 })
    this.status = el("p", { class: "picker-status", role: "status" })
    this.grid = el("ul", { class: "picker-grid" })
    this.more = el("button", { type: "button", class: "edit-button", hidden: true, onclick: () => this.load(this.page + 1) }, t("Show more"))
    const search = el("input", { type: "search", placeholder: t("Search by title, text or file name"), "aria-label": t("Search pictures") })
    search.addEventListener("input", debounce(250, () => this.find(search.value)))
    search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault())
    // The theme listens to every file field and expects a text field beside it, unless this is set.
    const input = el("input", { type: "file", accept: "image/*", class: "visually-hidden", id: "picker-file", onchange: () => this.send(input.files[0]) })
    input.hasChangeListener = true
    this.dialog = el(
      "dialog",
      { class: "picker", "aria-labelledby": "picker-title" },
      el(
        "div",
        { class: "picker-box", ondragover: (event) => event.preventDefault(), ondrop: (event) => this.drop(event) },
        el(
          "header",
          { class: "picker-head" },
          el("h2", { id: "picker-title" }, t("Choose a picture")),
          el("button", { type: "button", class: "edit-icon", "aria-label": t("Close"), onclick: () => this.dialog.close() }, icon("close")),
        ),
        el("div", { class: "picker-tools" }, search, input, el("label", { for: "picker-file", class: "edit-button is-primary" }, icon("upload"), t("Upload"))),
        this.status,
        this.grid,
        this.more,
      ),
    )
    openDialog(this.dialog)
    search.focus()
    this.find("")
  }

  find(words) {
    this.words = words
    this.grid.replaceChildren()
    return this.load(1)
  }

  async load(page) {
    const words = this.words
    this.status.textContent = t("Looking …")
    try {
      const address = new URL(this.urls.picker, location.href)
      address.search = new URLSearchParams({ q: words, page })
      const { results, next } = await answer(await fetch(address, { headers: { Accept: "application/json" } }))
      if (words !== this.words) return
      this.page = page
      this.grid.append(...results.map((picture) => this.tile(picture)))
      this.more.hidden = !next
      const count = this.grid.children.length
      this.status.textContent = count ? "" : words ? t("No picture matches “{words}”.", { words }) : t("The library is empty. Upload the first picture.")
    } catch (error) {
      this.status.textContent = error instanceof TypeError ? `${t("The library cannot be reached.")} ${HELP}` : error.message
    }
  }

  tile(picture) {
    const image = picture.preview
      ? el("img", { src: picture.preview, alt: picture.alt || "", loading: "lazy" })
      : el("span", { class: "picker-blank" }, icon("hourglass_empty"))
    return el(
      "li",
      {},
      el("button", { type: "button", class: "picker-tile", "data-asset": picture.id, onclick: () => this.pick(picture) }, image, el("span", {}, picture.title)),
    )
  }

  drop(event) {
    const file = event.dataTransfer?.files?.[0]
    if (!file) return
    event.preventDefault()
    this.send(file)
  }

  async send(file) {
    if (!file) return
    this.status.textContent = t("Uploading {name} …", { name: file.name })
    try {
      this.pick(await upload(file, this.urls))
    } catch (error) {
      this.status.textContent = error.message
    }
  }

  pick(picture) {
    this.dialog.close()
    this.onPick(picture)
  }
}
