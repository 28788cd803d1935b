// What every page has: the colour switch, menus that close, errors that get focus.
import "./theme.js";

for (const menu of document.querySelectorAll("details.menu")) {
  const summary = menu.querySelector("summary");
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    summary.focus();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}

document.querySelector("[data-focus]")?.focus();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const button of document.querySelectorAll("[data-reveal]")) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
  });
}

// Answers that were still on their way stay in the browser; signing out ends that.
// Only once it has happened: without a network nobody is signed out.
const SIGNING_OUT = "signing-out";
for (const form of document.querySelectorAll("form[action$='/logout/']")) {
  form.addEventListener("submit", () => sessionStorage.setItem(SIGNING_OUT, "yes"));
}
if (sessionStorage.getItem(SIGNING_OUT)) {
  if (!document.documentElement.dataset.person) localStorage.clear();
  sessionStorage.clear();
}
