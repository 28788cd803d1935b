// Offers the kinds of crossing of the same question wherever a turn says what it
// crosses, as they stand on the page at that moment.
(function () {
  const LIST = "crossing-names";

  document.addEventListener("focusin", ({ target }) => {
    if (!target.matches?.("input[data-crossing]")) return;
    const question = target.name.split("-turns-")[0];
    const named = document.querySelectorAll(`input[name^="${question}-crossings-"]`);
    let list = document.getElementById(LIST);
    if (!list) {
      list = document.createElement("datalist");
      list.id = LIST;
      document.body.append(list);
    }
    list.replaceChildren(
      ...[...named]
        .filter((input) => input.name.endsWith("-value") && input.value)
        .map(({ value }) => Object.assign(document.createElement("option"), { value })),
    );
    target.setAttribute("list", LIST);
  });
})();
