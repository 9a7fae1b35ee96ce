/** Small helpers shared by the editor's modules. */

/** An element: `el("button", {type: "button", "aria-label": "Bold", onclick: f}, "B")`. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value)
    else element.setAttribute(name, value === true ? "" : value)
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false))
  return element
}

export function icon(name) {
  return el("span", { class: "material-symbols-outlined", "aria-hidden": "true" }, name)
}

/** The page hands over translations of the scripts' texts as JSON; a text that has none stays as it is. */
const WORDS = Object.assign({}, ...[...document.querySelectorAll('script[id^="words-"]')].map((script) => JSON.parse(script.textContent)))

/** A text in the language of the page: `t("Saved at {time}", { time })`. */
export function t(text, values = {}) {
  return (WORDS[text] || text).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole))
}

/** The token of the moment: signing in again in another tab changes the cookie. */
export function csrfToken() {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="))
  return cookie ? decodeURIComponent(cookie.slice(10)) : document.querySelector("[name=csrfmiddlewaretoken]")?.value || ""
}

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"

/** Eight characters that are unique within one text. */
export function shortId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => ALPHABET[byte % 32]).join("")
}

/** Words as the server counts them: in scripts without spaces two characters are one word. */
export function countWords(text) {
  const dense = text.match(/[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]/g)?.length || 0
  const spaced = text.replace(/[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]/g, " ")
  return (spaced.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu)?.length || 0) + Math.ceil(dense / 2)
}

export function debounce(wait, callback) {
  let timer
  const later = (...values) => {
    clearTimeout(timer)
    timer = setTimeout(() => callback(...values), wait)
  }
  later.cancel = () => clearTimeout(timer)
  return later
}

export function clock(moment = new Date()) {
  return moment.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
}

/** Close on Escape and on a click outside; the focus goes back to where it was. */
export function openDialog(dialog) {
  const before = document.activeElement
  document.body.append(dialog)
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close())
  dialog.addEventListener("close", () => {
    dialog.remove()
    if (before?.isConnected) before.focus()
  })
  dialog.showModal()
  return dialog
}
