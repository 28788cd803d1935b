// Moves the progress of a list, and loads its result when it is there.
const PAUSE = 2000; // milliseconds
const box = document.querySelector("[data-progress]");
const walked = box.querySelector(".progress__walked");
const text = box.querySelector(".progress__text > :last-child");

async function look() {
  try {
    const reply = await fetch(box.dataset.progress, {
      headers: { Accept: "application/json" },
    });
    if (!reply.ok) return; // signed out, or the list is gone: "Look again" says so
    const news = await reply.json();
    if (news.is_finished) {
      location.reload();
      return;
    }
    const share = news.total ? Math.min(1, news.done / news.total) : 0;
    walked.setAttribute("width", `${Math.round(share * 100)}%`);
    const words = box.dataset.words.replace("%d", news.done).replace("%t", news.total);
    if (text.textContent !== words) text.textContent = words;
  } catch {
    // Without a network the page stays as it is, and asks again.
  }
  setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE);
