/** The focal point on the picture: click, drag or arrow keys; the two number fields stay the truth. */
const stage = document.querySelector("[data-focal]")
const image = stage?.querySelector("img")
const fields = [document.getElementById("id_focal_x"), document.getElementById("id_focal_y")]

if (image && fields.every(Boolean)) {
  const marker = document.createElement("button")
  marker.type = "button"
  marker.className = "media-focal"
  stage.append(marker)

  const clamp = (value) => Math.min(1, Math.max(0, value))
  const read = () => fields.map((field) => clamp(Number(field.value) || 0))

  function show() {
    const [x, y] = read()
    marker.style.left = `${image.offsetLeft + x * image.offsetWidth}px`
    marker.style.top = `${image.offsetTop + y * image.offsetHeight}px`
    const words = `${Math.round(x * 100)}% from the left, ${Math.round(y * 100)}% from the top`
    marker.setAttribute("aria-label", `Focal point: ${words}. Move it with the arrow keys.`)
  }

  function set(x, y) {
    for (const [at, value] of [x, y].entries()) {
      fields[at].value = clamp(value).toFixed(2)
      fields[at].dispatchEvent(new Event("input", { bubbles: true }))
    }
  }

  function follow(event) {
    const box = image.getBoundingClientRect()
    set((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height)
  }

  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
  marker.addEventListener("keydown", (event) => {
    const step = steps[event.key]
    if (!step) return
    event.preventDefault()
    const size = event.shiftKey ? 0.1 : 0.01
    const [x, y] = read()
    set(x + step[0] * size, y + step[1] * size)
  })
  image.addEventListener("click", follow)
  marker.addEventListener("pointerdown", (event) => marker.setPointerCapture(event.pointerId))
  marker.addEventListener("pointermove", (event) => marker.hasPointerCapture(event.pointerId) && follow(event))
  for (const field of fields) field.addEventListener("input", show)
  image.addEventListener("load", show)
  new ResizeObserver(show).observe(image)
  show()
}
