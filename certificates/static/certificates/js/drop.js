// A file may be dropped anywhere on the form; without this it is chosen by its button.
const form = document.querySelector("[data-drop-target]");
const input = form?.querySelector("[data-drop]");

for (const name of ["dragenter", "dragover"]) {
  form?.addEventListener(name, (event) => {
    event.preventDefault();
    form.classList.add("callout");
  });
}
form?.addEventListener("dragleave", () => form.classList.remove("callout"));
form?.addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("callout");
  if (!event.dataTransfer.files.length) return;
  input.files = event.dataTransfer.files;
  form.requestSubmit();
});
