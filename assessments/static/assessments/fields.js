// The fields of an answer, whatever the kind of question: [name, value] pairs.
const NOT_AN_ANSWER = new Set(["csrfmiddlewaretoken", "revision", "go"]);

export function read(form) {
  return [...new FormData(form)].filter(([name]) => !NOT_AN_ANSWER.has(name));
}

// Puts an answer into the form. Scripts of single kinds hear "filled" and follow.
export function fill(form, fields) {
  for (const element of form.elements) {
    if (!element.name || NOT_AN_ANSWER.has(element.name)) continue;
    const values = fields.filter(([name]) => name === element.name).map(([, v]) => v);
    if (["checkbox", "radio"].includes(element.type)) {
      element.checked = values.includes(element.value);
    } else {
      element.value = values[0] ?? "";
    }
  }
  form.dispatchEvent(new Event("filled"));
}

// What the server has on record, as fields.
export function recorded({ chosen = [], pairs = {}, text = "" }) {
  return [
    ...chosen.map((key) => ["chosen", key]),
    ...Object.entries(pairs).map(([row, column]) => [`pair-${row}`, column]),
    ["text", text],
  ];
}

export function isSame(some, others) {
  return plain(some) === plain(others);
}

export function isAnswered(fields) {
  return fields.some(([, value]) => value.trim());
}

function plain(fields) {
  const given = fields.filter(([, value]) => value !== "");
  const lines = given.map(([name, value]) => [name, value.replaceAll("\r\n", "\n")]);
  return JSON.stringify(lines.sort());
}
