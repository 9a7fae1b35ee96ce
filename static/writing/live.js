/** Text as it is written: server-sent events into the page, with polling by htmx where they do not come. */
import "./proposals.js"
import "./suggest.js"

const streams = new Map()

function follow(element) {
  const address = element.dataset.stream
  if (streams.has(element)) return
  const source = new EventSource(address)
  let text = ""
  streams.set(element, source)
  source.addEventListener("text", (event) => {
    const told = JSON.parse(event.data)
    text = (told.restart ? "" : text) + told.text
    element.textContent = "markup" in element.dataset ? words(text) : "candidates" in element.dataset ? candidates(text) : text
  })
  const stop = () => {
    source.close()
    streams.delete(element)
    // A panel that waits for the end looks at once.
    const look = element.closest("[data-rewrite]")?.querySelector("[data-look]")
    if (look) setTimeout(() => window.htmx?.trigger(look, "look"), 120)
  }
  source.addEventListener("done", stop)
  source.addEventListener("error", (event) => {
    if (event.data || source.readyState === EventSource.CLOSED) {
      stop()
      pollForText(element)
    }
  })
}

/** An answer with numbered marks as a reader would see it: without the marks, also one that is only begun. */
function words(text) {
  return text.replace(/<\/?[a-z]+[1-6]?(-\d+)?\s*\/?>/g, "").replace(/<[^<>]{0,12}$/, "")
}

/** The strings of a list that is still being written as JSON, a line each, or the one called alt; any other text as it is. */
function candidates(text) {
  if (!/^\s*(```\w*\s*)?[{[]/.test(text)) return text
  const list = /(?:"alt"\s*:|\[)([^]*)/.exec(text)?.[1] || ""
  const found = list.match(/"(?:[^"\\]|\\.)*"?/g) || []
  return found.map((each) => each.replace(/^"|"$/g, "").replace(/\\u([0-9a-f]{4})/gi, (_, code) => String.fromCharCode(parseInt(code, 16))).replace(/\\n/g, " ").replace(/\\(.)/g, "$1").replace(/\\$/, "")).join("\n")
}

/** Without a stream the panel's own polling brings the text so far. */
function pollForText(element) {
  const poll = element.closest("[data-draft], .suggestion")?.querySelector("[data-poll]")
  if (!poll?.dataset.pollText || poll.dataset.slow) return
  poll.dataset.slow = "1"
  poll.setAttribute("hx-get", poll.dataset.pollText)
  window.htmx?.process(poll)
}

function scan() {
  for (const [element, source] of streams) {
    if (element.isConnected) continue
    source.close()
    streams.delete(element)
  }
  document.querySelectorAll("[data-stream]").forEach(follow)
}

document.addEventListener("htmx:afterSwap", scan)
document.addEventListener("htmx:load", scan)
window.addEventListener("pagehide", () => streams.forEach((source) => source.close()))
scan()
