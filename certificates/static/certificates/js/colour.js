// Keeps the picker of a color and the text beside it the same. The text is what is sent.
const CODE = /^#[0-9a-f]{6}$/i;

document.addEventListener("input", ({ target }) => {
  const field = target.closest("[data-colour]");
  if (!field) return;
  const [text, picker] = field.querySelectorAll("input");
  if (target === picker) {
    text.value = picker.value;
    text.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (CODE.test(text.value)) {
    picker.value = text.value;
  }
});
