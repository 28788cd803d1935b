// Counts the words of a written answer. It informs; it never refuses.
const text = document.querySelector("[data-words]");

if (text) {
  const count = document.createElement("p");
  count.className = "quiet";
  const words = new Intl.Segmenter(document.documentElement.lang, { granularity: "word" });
  const show = () => {
    const n = [...words.segment(text.value)].filter((part) => part.isWordLike).length;
    count.textContent = text.dataset.words.replace("%n", n);
  };
  text.addEventListener("input", show);
  text.after(count);
  show();
}
