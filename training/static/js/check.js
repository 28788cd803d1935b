// Answers a knowledge check without loading the page again.
export function checkInPlace(section) {
  const form = section.querySelector("form");
  if (!form.action || !form.hasAttribute("action")) return;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const state = section.querySelector("[data-check-state]");
    try {
      const reply = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "fetch" },
      });
      if (reply.status === 422) {
        state.textContent = (await reply.json()).error;
        return;
      }
      if (!reply.ok || reply.redirected) throw new Error(reply.statusText);
      swap(section, await reply.text());
    } catch {
      form.submit();
    }
  });
}

function swap(section, html) {
  const fresh = new DOMParser()
    .parseFromString(html, "text/html")
    .querySelector("[data-check]");
  section.replaceWith(fresh);
  checkInPlace(fresh);
  const state = fresh.querySelector("[data-check-state]");
  state.focus({ preventScroll: true });
}
