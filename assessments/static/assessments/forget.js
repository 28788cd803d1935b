// After handing in, nothing that can be read stays in the browser.
const closed = [...document.querySelectorAll("[data-forget]")].map((e) => e.dataset.forget);
for (const key of Object.keys(localStorage)) {
  const [kind, , attempt] = key.split(":");
  if (kind === "attempt" && closed.includes(attempt)) localStorage.removeItem(key);
}
