// After handing in, nothing that can be read stays in the browser.
for (const place of document.querySelectorAll("[data-forget]")) {
  sessionStorage.removeItem(`attempt:${place.dataset.forget}`);
}
