// Saves a learner's words as they type, and says so with the time.
const PAUSE = 900; // milliseconds without a key before words are sent
const RETRY = 8000;

export function autosave(form) {
  const area = form.querySelector("textarea");
  const state = form.querySelector(".save-state");
  let sent = area.defaultValue; // not .value: words may come before this script
  let timer = 0;
  let sending = false;

  function later(delay = PAUSE) {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  }

  async function save(keepalive = false) {
    if (area.value === sent || (sending && !keepalive)) return;
    const body = new FormData(form);
    const words = area.value;
    sending = true;
    state.textContent = form.dataset.saving;
    try {
      const reply = await fetch(form.action, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        keepalive: keepalive === true,
      });
      const answer = await reply.json();
      if (reply.status === 422) {
        sent = words; // the server said why; sending the same again is no use
        state.textContent = answer.error;
      } else if (!reply.ok) {
        throw new Error(reply.statusText);
      } else {
        sent = words;
        const at = new Date(answer.saved_at);
        const time = at.toLocaleTimeString(document.documentElement.lang);
        state.textContent = form.dataset.saved.replace("%t", time);
      }
    } catch {
      state.textContent = form.dataset.unsaved;
      later(RETRY);
    } finally {
      sending = false;
    }
    if (area.value !== sent && area.value !== words) later();
  }

  area.addEventListener("input", () => later());
  area.addEventListener("blur", () => save());
  addEventListener("online", () => save());
  addEventListener("pagehide", () => save(true));
  if (area.value !== sent) later();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    if (area.value === sent && state.textContent === "") sent = null;
    save();
  });
}
