// Offers the names of all scenes and endings wherever a choice says what it
// leads to, as they stand on the page at that moment.
(function () {
  const LIST = "scene-names";

  function names() {
    const inputs = document.querySelectorAll("input[data-scene-name]");
    return [...new Set([...inputs].map((input) => input.value).filter(Boolean))];
  }

  document.addEventListener("focusin", (event) => {
    const isTarget = event.target.matches?.("input[data-scene-target], input[name=start]");
    if (!isTarget) return;
    let list = document.getElementById(LIST);
    if (!list) {
      list = document.createElement("datalist");
      list.id = LIST;
      document.body.append(list);
    }
    list.replaceChildren(
      ...names().map((name) => Object.assign(document.createElement("option"), { value: name })),
    );
    event.target.setAttribute("list", LIST);
  });
})();
