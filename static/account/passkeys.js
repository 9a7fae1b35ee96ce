/** What goes wrong with a passkey, in words; the ceremony itself is django-allauth's. */
"use strict"

{
  const place = document.querySelector("#passkey-problem")
  const say = (text) => {
    place.textContent = text
    place.hidden = false
  }
  const words = (error) => {
    if (!window.PublicKeyCredential) return "This browser knows no passkeys, or the page was not opened over https. Use another way to sign in."
    if (/^[\d.]+$|^\[/.test(location.hostname)) return "Passkeys need a name instead of a number in the address. On your own machine open http://localhost with the same port."
    if (error?.name === "InvalidStateError") return "This device holds a passkey for your account already."
    if (error?.name === "NotAllowedError") return "Nothing happened: it was cancelled, took too long, or there is no passkey for this site here. Try again, or use another way."
    return "The passkey could not be used. Try again, or use another way."
  }

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault()
    say(words(event.detail.exception))
  })
}
