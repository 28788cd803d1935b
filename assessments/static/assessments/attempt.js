// An attempt in the browser: answers are sent as they are given, kept while
// they cannot be sent, and the server's clock is shown. Without this script the
// Continue button does the same.
import { Outbox } from "./outbox.js";
import { showClock } from "./clock.js";
import { fill, isAnswered, read } from "./fields.js";

const PAUSE = 700; // milliseconds after the last change before it is sent
const LONGEST = 10000; // while changes go on, send what there is after so long

const form = document.querySelector("form[data-answer]");
const handIn = document.querySelector("form[data-hand-in]");
const state = document.querySelector(".save-state");
const told = (form ?? handIn).dataset;
const number = form?.dataset.number;

const outbox = new Outbox(told);
const both = document.querySelector("[data-both]");
let timer = 0;
let since = 0;

const say = {
  saving: () => told.saving,
  saved: (news) => told.saved.replace("%t", news.saved),
  stale: () => told.choose,
  refused: (news) => news.error,
};

outbox.onchange = (news) => {
  if (news.remaining_seconds != null) clock?.set(news.remaining_seconds);
  if (news.kind === "waiting") {
    const { waitingOne, waitingMany } = told;
    state.textContent = news.count === 1 ? waitingOne : waitingMany.replace("%n", news.count);
  } else if (news.kind === "signed-out") {
    state.textContent = told.signedOut;
  } else if (news.kind === "paused") {
    state.textContent = news.error;
  } else if (news.kind === "closed") {
    location.assign(news.url);
  } else {
    about(news);
  }
};

// What concerns one answer, perhaps that of another page.
function about(news) {
  if (news.kind === "saved") mark(news.number, isAnswered(news.fields));
  if (news.number !== number) {
    if (news.both) pointTo(news.number);
    return;
  }
  if (news.kind === "found") fill(form, news.fields);
  if (news.kind === "saved") form.elements.revision.value = news.revision;
  if (news.both) offerBoth(news.both);
  if (say[news.kind]) state.textContent = say[news.kind](news);
}

function mark(number, hasAnswer) {
  const link = document.querySelector(`.navigator [data-number="${number}"]`);
  link?.classList.toggle("is-answered", hasAnswer);
  const words = link?.querySelector("[data-said]");
  if (words) words.textContent = hasAnswer ? `, ${told.said}` : "";
}

function pointTo(number) {
  const place = document.querySelector("[data-elsewhere]");
  place.querySelector("a").href = told.question.replace(/0\/$/, `${number}/`);
  place.hidden = false;
}

// Two answers, both kept: the person says which one stays.
function offerBoth({ said }) {
  both.querySelector("[data-both-saved]").replaceChildren(
    ...said.map(([label, words]) => {
      const line = document.createElement("li");
      line.textContent = label ? `${label}: ${words}` : words;
      return line;
    }),
  );
  both.setAttribute("role", "alert");
  both.hidden = false;
  // Never away from what somebody is typing.
  if (!document.activeElement.matches("textarea, [type=text]")) both.focus();
}

function decided() {
  both.hidden = true;
  form.querySelector("fieldset").querySelector("input, select, textarea")?.focus();
}

both?.querySelector("[data-both-mine]").addEventListener("click", (event) => {
  event.preventDefault();
  outbox.keepOwn(number);
  decided();
});

both?.querySelector("[data-both-keep]").addEventListener("click", (event) => {
  event.preventDefault();
  const { revision, saved } = outbox.entry(number).both;
  fill(form, saved);
  form.elements.revision.value = revision;
  mark(number, isAnswered(saved));
  state.textContent = "";
  outbox.drop(number);
  decided();
});

function send() {
  clearTimeout(timer);
  since = 0;
  return outbox.flush();
}

form?.addEventListener("input", () => {
  outbox.put(number, read(form), Number(form.elements.revision.value));
  since ||= performance.now();
  clearTimeout(timer);
  timer = setTimeout(send, Math.min(PAUSE, since + LONGEST - performance.now()));
});

// Before this page goes, what was given on it comes home; what cannot, stays here
// and says so. Once signed out, going on leads to the sign-in page and back.
for (const each of document.querySelectorAll("form[method=post]")) {
  each.addEventListener("submit", async (event) => {
    if (each.dataset.ready) return;
    event.preventDefault();
    await send();
    // A form that is still firing its submit event ignores requestSubmit().
    await new Promise((done) => setTimeout(done));
    if (form && each === form && outbox.entry(number)?.both) return both.focus();
    if (each === handIn && outbox.undecided.length && !each.dataset.warned) {
      each.dataset.warned = "yes";
      return pointTo(outbox.undecided[0]);
    }
    if (outbox.waiting && !outbox.entry(number)?.refused && !each.action.includes("logout")) {
      if (state.textContent !== told.signedOut) return;
    }
    each.dataset.ready = "yes";
    each.requestSubmit(event.submitter);
  });
}
addEventListener("pageshow", () => {
  for (const each of document.forms) delete each.dataset.ready;
});

const fieldset = form?.querySelector("fieldset");
const clock = told.remaining && handIn ? showClock(told, atZero) : null;

// The server may have given more time meanwhile; offline, it is asked again.
async function atZero() {
  fieldset?.setAttribute("disabled", "");
  await send();
  const news = await outbox.ask();
  if (news?.remaining_seconds > 0) {
    fieldset?.removeAttribute("disabled");
    clock.set(news.remaining_seconds);
  } else if (news) {
    handIn.submit();
  } else {
    setTimeout(atZero, 3000);
  }
}

outbox.open();
