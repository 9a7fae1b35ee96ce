/** Uploads one file after the other with its progress; without this module the form sends all of them at once. */
const form = document.querySelector("[data-upload]")

if (form) {
  const input = form.querySelector("input[type=file]")
  const zone = form.querySelector(".media-drop")
  const list = form.querySelector(".media-results")
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value
  form.querySelector("button").hidden = true
  // The theme's own listener on the field looks for a text field beside it; it must not run.
  form.addEventListener("change", (event) => { event.stopPropagation(); send(input.files) }, true)
  form.addEventListener("submit", (event) => event.preventDefault())
  for (const type of ["dragenter", "dragover", "dragleave", "drop"]) {
    zone.addEventListener(type, (event) => {
      event.preventDefault()
      zone.classList.toggle("is-over", type === "dragenter" || type === "dragover")
      if (type === "drop") send(event.dataTransfer.files)
    })
  }

  const queue = []
  let busy = false

  function send(files) {
    queue.push(...[...files].map((file) => ({ file, row: addRow(file.name) })))
    input.value = ""
    if (!busy) next()
  }

  async function next() {
    busy = true
    while (queue.length) {
      const { file, row } = queue.shift()
      await upload(file, row)
    }
    busy = false
  }

  function addRow(name) {
    const row = document.createElement("li")
    row.className = "media-result"
    const title = document.createElement("span")
    title.className = "media-result-name"
    title.textContent = name
    const bar = document.createElement("progress")
    bar.max = 100
    bar.value = 0
    bar.setAttribute("aria-label", `Upload of ${name}`)
    row.append(title, bar)
    list.append(row)
    return row
  }

  function upload(file, row) {
    const bar = row.querySelector("progress")
    const body = new FormData()
    body.append("file", file)
    const request = new XMLHttpRequest()
    request.open("POST", form.dataset.upload)
    request.setRequestHeader("X-CSRFToken", token)
    request.setRequestHeader("Accept", "application/json")
    request.responseType = "json"
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total
    })
    return new Promise((resolve) => {
      request.addEventListener("loadend", () => {
        finish(row, request)
        resolve()
      })
      request.send(body)
    })
  }

  function finish(row, request) {
    const { status, response } = request
    row.querySelector("progress").remove()
    const text = document.createElement("span")
    text.className = "media-result-text"
    if (response?.asset) text.textContent = response.duplicate ? "Was here already." : "Uploaded."
    else if (response?.error) text.textContent = response.error
    else if (status) text.textContent = "You may have been signed out. Sign in in another tab, then try again."
    else text.textContent = "The picture could not be sent. Check the connection, then try again."
    row.classList.add(response?.asset ? "is-done" : "is-refused")
    row.append(text)
  }
}
