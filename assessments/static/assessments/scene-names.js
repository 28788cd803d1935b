// Offers the names of scenes and endings wherever a choice says what it leads to,
// and those of choices wherever a condition asks for one, as they stand on the page.
(function () {
  const OFFERS = [
    ["input[data-scene-target], input[name=start]", "input[data-scene-name]", "scene-names"],
    ["input[data-choice-target]", "input[data-choice-name]", "choice-names"],
  ];

  function listOf(id) {
    const found = document.getElementById(id);
    if (found) return found;
    const made = Object.assign(document.createElement("datalist"), { id });
    document.body.append(made);
    return made;
  }

  document.addEventListener("focusin", (event) => {
    const offer = OFFERS.find(([target]) => event.target.matches?.(target));
    if (!offer) return;
    const [, source, id] = offer;
    const inputs = document.querySelectorAll(source);
    const names = new Set([...inputs].map((input) => input.value).filter(Boolean));
    listOf(id).replaceChildren(
      ...[...names].map((name) => Object.assign(document.createElement("option"), { value: name })),
    );
    event.target.setAttribute("list", id);
  });
})();
