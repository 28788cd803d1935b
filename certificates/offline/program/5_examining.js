// One file, wholly: the same checks in the same order as the issuer's own page.

const LARGEST = 10 * 1024 * 1024;

class Notes {
  findings = [];
  passed(step, reason, detail = "") { this.findings.push({ step, verdict: "passed", reason, detail }); }
  failed(step, reason, detail = "") { this.findings.push({ step, verdict: "failed", reason, detail }); }
  unknown(step, reason, detail = "") { this.findings.push({ step, verdict: "unknown", reason, detail }); }
  // What breaks a reader is no file of ours: it is told under the step it broke at.
  refused(error, step = "file", reason = "unreadable_pdf") {
    const refusal = error instanceof Refused ? error : new Refused(step, reason);
    this.findings.push(refusal.finding);
  }
}

function verdictOf(findings) {
  const verdicts = findings.map((one) => one.verdict);
  return ["failed", "unknown"].find((one) => verdicts.includes(one)) ?? "passed";
}

async function examine(bytes, trust, contexts, at) {
  const notes = new Notes();
  let facts = null;
  try {
    if (!bytes.length) throw new Refused("file", "empty");
    if (bytes.length > LARGEST) throw new Refused("file", "too_large");
    const start = latin1(bytes.subarray(0, 5));
    const kind = pictureKind(bytes);
    if (start === "%PDF-") facts = await examinePdf(bytes, trust, contexts, notes, at);
    else if (kind) facts = await examinePicture(bytes, kind, trust, contexts, notes, at);
    else facts = await examineText(bytes, trust, contexts, notes, at);
  } catch (error) {
    notes.refused(error);
  }
  return { findings: notes.findings, facts, verdict: verdictOf(notes.findings) };
}

async function examineText(bytes, trust, contexts, notes, at) {
  let text = "";
  try { text = utf8.decode(bytes).trim(); } catch { throw new Refused("file", "unrecognized"); }
  if (!text) throw new Refused("file", "empty");
  if (!text.startsWith("{") && !/^[\w-]+\.[\w-]+\.[\w-]*$/.test(text)) throw new Refused("file", "unrecognized");
  return examineWritten(text, trust, contexts, notes, at);
}

async function examineWritten(text, trust, contexts, notes, at) {
  const isJson = text.startsWith("{");
  if (text.length > 131072) throw new Refused("credential", "too_large_token");
  notes.passed("file", isJson ? "is_json" : "is_token");
  return examineCredential(text, trust, contexts, notes, at);
}

async function examinePdf(bytes, trust, contexts, notes, at) {
  let pdf;
  try {
    pdf = await Pdf.open(bytes);
    pdf.root();
  } catch {
    throw new Refused("file", "unreadable_pdf");
  }
  notes.passed("file", "is_pdf");
  try { await checkSignature(pdf, trust, notes, at); } catch (error) { notes.refused(error, "signature", "unreadable_signature"); }
  let facts = null;
  try {
    const token = await credentialIn(pdf);
    notes.passed("attachment", "one_credential");
    facts = await examineCredential(token, trust, contexts, notes, at);
  } catch (error) {
    notes.refused(error, "attachment", "unreadable_attachment");
  }
  if (facts) await checkAgreement(pdf, facts, notes);
  return facts;
}

async function credentialIn(pdf) {
  let found;
  try { found = await pdf.attachments(); } catch { throw new Refused("attachment", "unreadable_attachment"); }
  if (!found.length) throw new Refused("attachment", "no_credential");
  if (found.length > 1) throw new Refused("attachment", "several_attachments");
  const [[name, content]] = found;
  const token = latin1(content).trim();
  if (textOf(name) !== "credential.jwt" || !/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) throw new Refused("attachment", "other_attachment");
  return token;
}

async function checkAgreement(pdf, facts, notes) {
  let texts;
  try { texts = await pdf.said(); } catch { notes.failed("agreement", "page_unreadable"); return; }
  const numbers = new Set([...texts].flatMap((text) => text.match(/PRSS-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}/g) ?? []));
  const before = notes.findings.length;
  if (numbers.size !== 1 || !numbers.has(plain(facts.number))) notes.failed("agreement", "number_differs");
  if (!texts.has(plain(facts.name))) notes.failed("agreement", "name_differs");
  if (!texts.has(plain(facts.title))) notes.failed("agreement", "title_differs");
  if (notes.findings.length === before) notes.passed("agreement", "page_agrees");
}
