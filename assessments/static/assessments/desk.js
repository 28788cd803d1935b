// Keeps a marker's draft on the server as it is typed. The form works without it.
const PAUSE = 800; // milliseconds without a change before the draft is sent
const RETRY = 8000;

class SignedOut extends Error {}

// Signing in again in another tab changes the token that this page was made with.
async function newToken() {
  const reply = await fetch(location.href, { redirect: "manual" });
  if (!reply.ok) throw new SignedOut();
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  return page.querySelector("[name=csrfmiddlewaretoken]").value;
}

function keep(form) {
  const state = form.querySelector("[role=status]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]");
  let timer = 0;
  let isWaiting = false;

  const later = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(send, delay);
  };
  const post = (keepalive = false) =>
    fetch(form.dataset.draftUrl, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
      redirect: "manual",
      keepalive,
    });

  async function send() {
    isWaiting = false;
    state.textContent = form.dataset.saving;
    try {
      let reply = await post();
      if (reply.status === 403) {
        token.value = await newToken();
        reply = await post();
      }
      if (reply.type === "opaqueredirect") throw new SignedOut();
      const answer = await reply.json();
      if (reply.status === 409) {
        state.textContent = answer.error;
        return true;
      }
      if (!reply.ok) throw new Error(reply.statusText);
      const time = new Date(answer.saved_at).toLocaleTimeString(
        document.documentElement.lang,
      );
      state.textContent = form.dataset.saved.replace("%t", time);
      return true;
    } catch (error) {
      const isOut = error instanceof SignedOut;
      state.textContent = isOut ? form.dataset.signedOut : form.dataset.unsaved;
      isWaiting = true;
      later(RETRY);
      return false;
    }
  }

  form.addEventListener("input", () => {
    isWaiting = true;
    later(PAUSE);
  });
  addEventListener("pagehide", () => {
    if (isWaiting) post(true);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    // Never send a whole form into a session that has ended.
    if (!(await send())) return;
    isWaiting = false;
    if (event.submitter?.formAction) form.action = event.submitter.formAction;
    form.submit();
  });
}

document.querySelectorAll("[data-draft-url]").forEach(keep);
