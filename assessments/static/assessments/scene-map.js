// Draws the map of the scenes anew while the author writes, opens the scene that is
// asked for, and lets arrow keys follow the lines. Without it the saved map stays.
// On a picture of a cohort's flow it only begins where they began.
const panel = document.querySelector("[data-scene-map]");
const PAUSE = 1000;
const TOO_BIG = 413;

function fields(form) {
  const all = [...new FormData(form)].filter(
    ([name, value]) => (name === "start" || name.startsWith("scenes-")) && typeof value === "string",
  );
  return new URLSearchParams(all);
}

function replaceParts(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const held = document.activeElement?.getAttribute("href");
  const within = document.activeElement?.closest("[data-part]");
  for (const part of panel.querySelectorAll("[data-part]")) {
    part.replaceChildren(...fresh.querySelector(`[data-part=${part.dataset.part}]`).childNodes);
  }
  if (within && held) within.querySelector(`[href="${CSS.escape(held)}"]`)?.focus();
}

function say(sentence) {
  const status = panel.querySelector("[data-status]");
  if (status.textContent !== sentence) status.textContent = sentence;
}

function keepUp(form) {
  let sent = "";
  let timer, asking;

  async function ask() {
    const body = fields(form);
    const now = body.toString();
    if (now === sent) return;
    if (!body.has("scenes-count")) {
      soon(); // Wagtail is still building the form.
      return;
    }
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(panel.dataset.sceneMap, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
        signal: asking.signal,
      });
      if (answer.status === TOO_BIG) {
        say(panel.dataset.tooBig);
        return;
      }
      if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      replaceParts(await answer.text());
      if (sent) say(panel.dataset.updated);
      sent = now;
    } catch (error) {
      if (error.name !== "AbortError") say(panel.dataset.failed);
    }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  }

  for (const kind of ["input", "change", "keyup", "click", "drop"]) {
    form.addEventListener(kind, soon);
  }
  soon();
}

function open(section) {
  for (let panelOf = section; panelOf; panelOf = panelOf.parentElement.closest("[data-panel]")) {
    const toggle = panelOf.querySelector(":scope > .w-panel__header [data-panel-toggle]");
    if (toggle?.getAttribute("aria-expanded") === "false") toggle.click();
  }
  section.scrollIntoView();
  section.querySelector("[data-panel-toggle]")?.focus({ preventScroll: true });
}

function node(index) {
  return panel.querySelector(`a[data-node="${index}"]`);
}

function beside(from, key) {
  const others = [...panel.querySelectorAll("a[data-node]")];
  const here = others.indexOf(from);
  if (key === "ArrowDown") return node(from.dataset.leads.split(" ").find((index) => index && node(index)));
  if (key === "ArrowUp") {
    return others.find((other) => other !== from && other.dataset.leads.split(" ").includes(from.dataset.node));
  }
  const next = others[here + (key === "ArrowRight" ? 1 : -1)];
  return next?.dataset.row === from.dataset.row ? next : null;
}

// The tab that holds the map may be opened later: it has no width until then.
function centreOnce(box) {
  new ResizeObserver((_sizes, observer) => {
    const start = box.querySelector(".scene-map__start");
    if (!box.clientWidth || !start) return;
    observer.disconnect();
    box.scrollLeft = start.getBBox().x - box.clientWidth / 2;
  }).observe(box);
}

document.querySelectorAll(".scene-map__box").forEach(centreOnce);

// Wagtail takes its picture of the form two seconds after it began to build it. A long
// scenario may take longer; then what is built last looks like an edit, and a draft
// would be saved of a page that nobody has touched.
function saveNothingUntouched(form) {
  const HANDS = ["pointerdown", "keydown", "input", "drop"];
  const still = (event) => event.target === form && event.stopImmediatePropagation();
  document.addEventListener("w-unsaved:add", still, true);
  const touched = (event) => {
    if (!event.isTrusted) return;
    document.removeEventListener("w-unsaved:add", still, true);
    for (const kind of HANDS) document.removeEventListener(kind, touched, true);
  };
  for (const kind of HANDS) document.addEventListener(kind, touched, true);
}

if (panel) {
  saveNothingUntouched(panel.closest("form"));
  keepUp(panel.closest("form"));
  panel.addEventListener("click", (event) => {
    const section = document.getElementById(event.target.closest("a")?.getAttribute("href")?.slice(1));
    if (!section) return;
    event.preventDefault();
    open(section);
  });
  panel.addEventListener("keydown", (event) => {
    const from = event.target.closest("a[data-node]");
    if (!from || !/^Arrow/.test(event.key)) return;
    event.preventDefault();
    const to = beside(from, event.key);
    to?.focus();
    to?.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}
