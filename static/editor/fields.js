/** The plain fields around the text: they grow, count, suggest and show pictures. */
import { el, icon, t } from "aicmr-editor/dom"
import { Picker } from "aicmr-editor/picker"

function grow(field) {
  if (CSS.supports("field-sizing", "content")) return
  const fit = () => {
    field.style.height = "auto"
    field.style.height = `${field.scrollHeight}px`
  }
  field.addEventListener("input", fit)
  fit()
}

function count(field) {
  const [least, most] = field.dataset.ideal.split("-").map(Number)
  const shown = el("span", { class: "counter", id: `${field.id}_count` })
  const update = () => {
    const length = [...field.value.trim()].length
    const state = !length ? "" : length < least ? "short" : length > most ? "long" : "good"
    const words = { "": t("best {least} to {most}", { least, most }), short: t("a little short"), long: t("may be cut off"), good: t("good length") }[state]
    shown.dataset.state = state
    shown.textContent = t("{length} characters, {words}", { length, words })
  }
  field.after(shown)
  field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") || ""} ${shown.id}`.trim())
  field.addEventListener("input", update)
  update()
}

function slugOf(title) {
  return title.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/ß/g, "ss").replace(/đ/g, "d").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 120)
}

function suggestSlug(form) {
  const { title, slug } = form.elements
  if (!title || !slug) return
  const update = () => (slug.placeholder = slugOf(title.value) || t("made from the title"))
  title.addEventListener("input", update)
  update()
}

function oneLine(field, next) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return
    event.preventDefault()
    next()
  })
  field.addEventListener("input", () => {
    if (field.value.includes("\n")) field.value = field.value.replace(/\s*\n\s*/g, " ")
  })
}

function leadPicture(form, urls) {
  const box = form.querySelector("[data-lead-picture]")
  if (!box) return
  const field = box.querySelector("input[type=hidden]")
  const alt = form.elements.namedItem("hero_alt")
  const show = box.querySelector(".lead-preview")
  const set = (picture) => {
    field.value = picture?.id || ""
    show.replaceChildren(...(picture ? [picture.preview ? el("img", { src: picture.preview, alt: "" }) : el("span", { class: "lead-blank" }, icon("hourglass_empty"), t("The sizes of this picture are being made."))] : []))
    box.classList.toggle("has-picture", Boolean(picture))
    choose.replaceChildren(icon(picture ? "swap_horiz" : "add_photo_alternate"), picture ? t("Replace") : t("Choose a lead picture"))
    if (picture && alt && !alt.value) alt.value = picture.alt || ""
    field.dispatchEvent(new Event("change", { bubbles: true }))
  }
  const choose = el("button", { type: "button", class: "edit-button", onclick: () => new Picker(urls, set) }, icon(field.value ? "swap_horiz" : "add_photo_alternate"), field.value ? t("Replace") : t("Choose a lead picture"))
  const remove = el("button", { type: "button", class: "edit-button lead-remove", onclick: () => set(null) }, icon("delete"), t("Remove"))
  box.querySelector(".lead-buttons").append(choose, remove)
}

export function enhanceFields(form, { urls, toText }) {
  form.querySelectorAll("textarea[data-grow]").forEach(grow)
  form.querySelectorAll("[data-ideal]").forEach(count)
  suggestSlug(form)
  const { title, summary } = form.elements
  if (title) oneLine(title, () => summary?.focus())
  if (summary) oneLine(summary, toText)
  leadPicture(form, urls)
}
