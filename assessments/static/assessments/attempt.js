// An attempt in the browser: answers are sent as they are given, kept while
// they cannot be sent, and the server's clock is shown. Without this script the
// Continue button does the same.
import { Outbox } from "./outbox.js";
import { showClock } from "./clock.js";

const form = document.querySelector("form[data-answer]");
const handIn = document.querySelector("form[data-hand-in]");
const timed = document.querySelector("[data-remaining]");

const outbox = new Outbox((form ?? handIn).dataset.attempt);
const answering = form ? answer(form) : null;

outbox.flush();

if (timed && handIn) {
  showClock(timed, async () => {
    form?.querySelector("fieldset").setAttribute("disabled", "");
    await answering?.settle();
    handIn.submit();
  });
}

function answer(form) {
  const { number, save, saving, saved, waitingOne, waitingMany } = form.dataset;
  const state = form.querySelector(".save-state");
  const revision = form.elements.revision;
  const PAUSE = 700; // milliseconds after the last click before it is sent
  let timer = 0;

  outbox.onchange = (news) => {
    if (news.kind === "waiting") {
      state.textContent =
        news.count === 1 ? waitingOne : waitingMany.replace("%n", news.count);
    } else if (news.kind === "signed-out") {
      state.textContent = form.dataset.signedOut;
    } else if (news.kind === "closed") {
      location.assign(news.url);
    } else if (news.number !== number) {
      return;
    } else if (news.kind === "saving") {
      state.textContent = saving;
    } else if (news.kind === "saved") {
      revision.value = news.revision;
      state.textContent = saved.replace("%t", news.saved);
      mark(number, news.response.chosen?.length > 0, form.dataset.said);
    } else if (news.kind === "stale") {
      revision.value = news.revision;
      choose(news.response.chosen);
      state.textContent = form.dataset.changed;
    } else if (news.kind === "refused") {
      state.textContent = news.error;
    }
  };

  const boxes = [...form.querySelectorAll("[name=chosen]")];
  const chosen = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const choose = (keys) => {
    for (const box of boxes) box.checked = keys.includes(box.value);
  };

  // Given before a reload or a crash, and never acknowledged.
  const kept = outbox.kept(number);
  if (kept) {
    if (kept.revision === Number(revision.value)) choose(kept.chosen);
    else outbox.drop(number);
  }

  const put = () =>
    outbox.put(number, { url: save, chosen: chosen(), revision: Number(revision.value) });

  form.addEventListener("change", () => {
    clearTimeout(timer);
    put();
    timer = setTimeout(() => outbox.flush(), PAUSE);
  });

  // Continue posts the form itself: let a save that is on its way come home
  // first, or the form would carry an old revision.
  form.addEventListener("submit", async (event) => {
    if (form.dataset.ready) return;
    event.preventDefault();
    clearTimeout(timer);
    await outbox.idle();
    // A form that is still firing its submit event ignores requestSubmit().
    await new Promise((done) => setTimeout(done));
    outbox.drop(number);
    form.dataset.ready = "yes";
    form.requestSubmit(event.submitter);
  });
  addEventListener("pageshow", () => delete form.dataset.ready);

  return {
    async settle() {
      clearTimeout(timer);
      await outbox.flush();
    },
  };
}

function mark(number, isAnswered, said) {
  const link = document.querySelector(`.navigator [data-number="${number}"]`);
  link?.classList.toggle("is-answered", isAnswered);
  const words = link?.querySelector("[data-said]");
  if (words) words.textContent = isAnswered ? `, ${said}` : "";
}
