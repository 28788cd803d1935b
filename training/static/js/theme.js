// Light or dark by hand. The cookie is read by the server, so that no page flashes.
const YEAR = 31536000;
const root = document.documentElement;
const device = matchMedia("(prefers-color-scheme: dark)");

function current() {
  return root.dataset.theme || (device.matches ? "dark" : "light");
}

function show() {
  for (const face of document.querySelectorAll("[data-theme-switch] [data-when]")) {
    face.hidden = face.dataset.when !== current();
  }
}

function remember(theme) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${theme}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
  root.dataset.theme = theme;
  show();
}

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    remember(current() === "dark" ? "light" : "dark");
  });
}

device.addEventListener("change", show);
// A page brought back by the back button may be older than the choice.
addEventListener("pageshow", () => {
  const chosen = document.cookie.match(/(?:^|; )theme=(light|dark)/);
  if (chosen) root.dataset.theme = chosen[1];
  show();
});
