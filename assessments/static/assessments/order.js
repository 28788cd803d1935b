// Moves the steps of an order up and down. The selects stay what is sent; this
// only sets them, and says where a step has come to.
const field = document.querySelector("[data-order]");

if (field) {
  const { up, down, moved } = field.dataset;
  const list = field.querySelector(".rows");
  const voice = field.querySelector("[data-order-status]");
  const place = (row) => Number(row.querySelector("select").value) || Infinity;
  const arranged = () => [...list.children].sort((a, b) => place(a) - place(b));

  const move = (row, by) => {
    const rows = arranged();
    const from = rows.indexOf(row);
    const to = from + by;
    if (!rows[to]) return;
    rows.splice(to, 0, ...rows.splice(from, 1));
    rows.forEach((each, n) => (each.querySelector("select").value = n + 1));
    list.append(...rows);
    const words = { "%s": row.querySelector("label").innerText, "%n": to + 1, "%t": rows.length };
    voice.textContent = moved.replace(/%[snt]/g, (mark) => words[mark]);
    row.querySelector("select").dispatchEvent(new Event("input", { bubbles: true }));
  };

  for (const row of list.children) {
    const text = row.querySelector("label").innerText;
    for (const [by, words, sign] of [[-1, up, "↑"], [1, down, "↓"]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button--quiet";
      button.textContent = sign;
      button.setAttribute("aria-label", `${words}: ${text}`);
      button.addEventListener("click", () => {
        move(row, by);
        button.focus();
      });
      row.append(button);
    }
  }
  list.append(...arranged());
}
