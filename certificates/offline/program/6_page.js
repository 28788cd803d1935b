// What people see: drop a file, read the answer. Words come with the page.

const embedded = JSON.parse(document.getElementById("bundle").textContent);
let trust = embedded.trust;
let words = embedded.languages[embedded.language];

const element = (name, text = "", className = "") => {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
};
const at = (id) => document.getElementById(id);
const fill = (text, detail) => text.replace("%(detail)s", () => detail);

function speak(code) {
  embedded.language = code;
  words = embedded.languages[code];
  document.documentElement.lang = code;
  document.title = words.page.title;
  for (const button of at("languages").children) button.ariaPressed = String(button.lang === code);
  for (const one of document.querySelectorAll("[data-words]")) {
    one.textContent = fill(words.page[one.dataset.words], embedded.address);
  }
  showTrust();
  at("answer").replaceChildren();
}

function showTrust() {
  at("trust").textContent = `${fill(words.page.trust_of, hostOf(trust.issuer))} ${fill(words.page.as_of, `${new Date(trust.madeAt).toISOString().slice(0, 16).replace("T", " ")} UTC`)}`;
}

function takeTrust(content) {
  const isWhole = content.version === 1 && Array.isArray(content.roots) && Array.isArray(content.crls)
    && content.keys && content.statusLists && typeof content.madeAt === "string";
  if (!isWhole) return say(words.page.trust_unreadable, "failed");
  if (content.issuer !== trust.issuer) return say(fill(words.page.trust_foreign, hostOf(content.issuer)), "failed");
  if (Date.parse(content.madeAt) < Date.parse(trust.madeAt)) return say(words.page.trust_older, "failed");
  trust = content;
  showTrust();
  return say(words.page.trust_taken, "passed");
}

function say(text, verdict) {
  const headline = element("h2", text, `verdict ${verdict}`);
  headline.tabIndex = -1;
  at("answer").replaceChildren(headline);
  headline.focus();
}

function show({ findings, facts, verdict }) {
  const asOf = facts?.asOf ? fill(words.page.as_of, dayOf(facts.asOf)) : "";
  const isInOrder = facts && findings.every((one) => one.verdict === "passed" || embedded.lapsed.includes(one.reason));
  const told = isInOrder && verdict === "failed" ? "lapsed" : verdict;
  say(`${words.page[`verdict_${told}`]} ${asOf}`.trim(), told);
  const answer = at("answer");
  if (facts) {
    const list = element("dl");
    const rows = [["holder", facts.name], ["course", facts.title], ["number", facts.number], ["issuer", facts.issuer], ["good_through", facts.until ? dayOf(facts.until) : words.page.no_end]];
    for (const [label, value] of rows) list.append(element("dt", words.page[label]), element("dd", value));
    answer.append(list, element("p", told === "failed" ? words.page.own_words : words.page.compare));
  }
  const table = element("table");
  const order = embedded.steps;
  for (const one of [...findings].sort((a, b) => order.indexOf(a.step) - order.indexOf(b.step))) {
    const row = element("tr", "", one.verdict);
    row.dataset.reason = one.reason;
    const cell = element("td");
    cell.append(element("strong", `${words.verdicts[one.verdict]}. `), fill(words.reasons[one.reason] ?? one.reason, one.detail));
    const head = element("th", words.steps[one.step]);
    head.scope = "row";
    row.append(head, cell);
    table.append(row);
  }
  answer.append(table);
}

async function take(file) {
  say(words.page.working, "unknown");
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes.length < LARGEST && bytes[0] === 0x7b) {
    let content = null;
    try { content = JSON.parse(utf8.decode(bytes)); } catch { content = null; }
    if (content && "statusLists" in content) return takeTrust(content);
  }
  try {
    return show(await examine(bytes, trust, embedded.contexts, Date.now()));
  } catch {
    return say(words.page.broke, "unknown");
  }
}

at("file").addEventListener("change", (event) => {
  if (event.target.files.length) take(event.target.files[0]);
});
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length) take(event.dataTransfer.files[0]);
});
for (const [code, language] of Object.entries(embedded.languages)) {
  const button = element("button", language.page.language);
  button.type = "button";
  button.lang = code;
  button.addEventListener("click", () => speak(code));
  at("languages").append(button);
}
speak(embedded.language);
