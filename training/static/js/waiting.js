// Looks again for what is being made, and puts it in place when it is there.
const EVERY = 2000;
const LONGEST = 150;

async function look(left) {
  if (!left || !document.querySelector("[data-waiting]")) return;
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("[data-waiting-part]");
    if (response.ok && fresh && !fresh.querySelector("[data-waiting]")) {
      document.querySelector("[data-waiting-part]").replaceChildren(...fresh.childNodes);
      return;
    }
  } catch {
    // Without a network: look again later.
  }
  setTimeout(look, EVERY, left - 1);
}

setTimeout(look, EVERY, LONGEST);
