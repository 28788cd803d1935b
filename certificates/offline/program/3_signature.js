// The signature of a PDF: all of the file, by our authority, signer not withdrawn.

const OIDS = {
  signedData: "1.2.840.113549.1.7.2",
  data: "1.2.840.113549.1.7.1",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  sha256: "2.16.840.1.101.3.4.2.1",
  rsa: ["1.2.840.113549.1.1.1", "1.2.840.113549.1.1.11"],
  sha256WithRsa: "1.2.840.113549.1.1.11",
};

const whole = (block) => new Uint8Array(block.valueBeforeDecodeView);
const parts = (block) => block.valueBlock.value;
const oid = (block) => block.valueBlock.toString();
const octets = (block) => new Uint8Array(block.valueBlock.valueHexView);
const isTagged = (block, number) => block.idBlock.tagClass === 3 && block.idBlock.tagNumber === number;

function read(bytes) {
  const { offset, result } = vendored.fromBER(bytes);
  if (offset < 0) throw new Error("not ASN.1");
  return result;
}

function certificateIn(block) {
  const [tbs, , signature] = parts(block);
  const fields = parts(tbs);
  const from = isTagged(fields[0], 0) ? 1 : 0;
  const [serial, , issuer, validity, subject, key] = fields.slice(from);
  const [start, end] = parts(validity).map((time) => time.toDate());
  return {
    tbs: whole(tbs), signature: octets(signature), algorithm: oid(parts(parts(block)[1])[0]),
    serial: octets(serial), issuer: whole(issuer), subject: whole(subject), key: whole(key), start, end,
  };
}

async function isSigned(key, signature, bytes) {
  try {
    const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
    const imported = await crypto.subtle.importKey("spki", key, algorithm, false, ["verify"]);
    return await crypto.subtle.verify(algorithm, imported, signature, bytes);
  } catch {
    return false;
  }
}

async function checkSignature(pdf, trust, notes, at) {
  const signatures = signaturesIn(pdf);
  if (!signatures.length) throw new Refused("signature", "unsigned");
  if (signatures.length > 1) throw new Refused("signature", "several_signatures");
  const [signature] = signatures;
  const isWhole = coversEverything(pdf, signature);
  if (!isWhole) notes.failed("unchanged", "changed_after_signing");
  let cms;
  try { cms = openCms(bytesOf(pdf.in(signature, "Contents"))); } catch { throw new Refused("signature", "unreadable_signature"); }
  if (!(await isIntact(pdf, signature, cms))) throw new Refused("signature", "altered");
  const reference = (pdf.in(signature, "Reference") ?? [])[0];
  const isCertified = pdf.in(reference, "TransformMethod")?.text === "DocMDP" && pdf.in(reference, "TransformParams", "P") === 1;
  if (isCertified) notes.passed("signature", "intact");
  else notes.failed("signature", "not_certified");
  if (isWhole) notes.passed("unchanged", "whole_file");
  await checkSigner(cms.certificate, trust, notes, at);
}

function signaturesIn(pdf) {
  const found = [];
  const waiting = [...(pdf.in(pdf.root(), "AcroForm", "Fields") ?? [])];
  for (let steps = 0; waiting.length; steps += 1) {
    if (steps > 100) throw new Error("fields without end");
    const field = pdf.get(waiting.pop());
    waiting.push(...(pdf.in(field, "Kids") ?? []));
    const value = pdf.in(field, "V");
    if (value instanceof Map && value.has("ByteRange")) found.push(value);
  }
  return found;
}

function coversEverything(pdf, signature) {
  const range = pdf.in(signature, "ByteRange");
  if (!Array.isArray(range) || range.length !== 4) return false;
  const [start, before, resumes, after] = range.map((one) => pdf.get(one));
  const hole = pdf.text.slice(before, resumes);
  return start === 0 && before > 0 && resumes > before && resumes + after === pdf.bytes.length
    && /^<[0-9A-F]+>$/.test(hole) && new Parser(hole).hexadecimal() === pdf.in(signature, "Contents")
    && isFilledWithZeros(bytesOf(pdf.in(signature, "Contents")));
}

// Behind the signature nobody has signed: nothing may stand there.
function isFilledWithZeros(content) {
  const { offset } = vendored.fromBER(content);
  return offset > 0 && content.subarray(offset).every((byte) => byte === 0);
}

function openCms(bytes) {
  const [type, content] = parts(read(bytes));
  if (oid(type) !== OIDS.signedData) throw new Error("not signed data");
  const fields = parts(parts(content)[0]);
  const certificates = parts(fields.find((field) => isTagged(field, 0))).map(certificateIn);
  const infos = parts(fields[fields.length - 1]);
  if (infos.length !== 1) throw new Error("not one signer");
  const info = parts(infos[0]);
  const [issuer, serial] = parts(info[1]);
  const certificate = certificates.find((one) => same(one.issuer, whole(issuer)) && same(one.serial, octets(serial)));
  const attributes = info[3];
  const signedBytes = whole(attributes);
  signedBytes[0] = 0x31;
  const found = new Map(parts(attributes).map((one) => [oid(parts(one)[0]), parts(parts(one)[1])[0]]));
  return {
    certificate, signedBytes, found, digest: oid(parts(info[2])[0]),
    algorithm: oid(parts(info[4])[0]), signature: octets(info[5]),
  };
}

async function isIntact(pdf, signature, cms) {
  const [start, before, resumes, after] = pdf.in(signature, "ByteRange").map((one) => pdf.get(one));
  const signed = new Uint8Array(before + after);
  signed.set(pdf.bytes.subarray(start, start + before));
  signed.set(pdf.bytes.subarray(resumes, resumes + after), before);
  const digest = cms.found.get(OIDS.messageDigest), type = cms.found.get(OIDS.contentType);
  return Boolean(cms.certificate && digest && type) && oid(type) === OIDS.data
    && cms.digest === OIDS.sha256 && OIDS.rsa.includes(cms.algorithm)
    && same(octets(digest), await sha256(signed))
    && isSigned(cms.certificate.key, cms.signature, cms.signedBytes);
}

async function checkSigner(certificate, trust, notes, at) {
  const roots = trust.roots.map((text) => certificateIn(read(fromBase64(text))));
  let root = null;
  for (const one of roots) {
    const isByIt = same(one.subject, certificate.issuer) && certificate.algorithm === OIDS.sha256WithRsa
      && (await isSigned(one.key, certificate.signature, certificate.tbs));
    if (isByIt) root = one;
  }
  if (!root) {
    const isPosing = roots.some((one) => same(one.subject, certificate.issuer));
    notes.failed("authority", isPosing ? "lookalike_authority" : "other_authority");
    return;
  }
  notes.passed("authority", "our_authority");
  if (at < certificate.start || at > certificate.end || at > root.end) {
    notes.failed("signer", "signer_expired");
    return;
  }
  const revoked = await isRevoked(certificate, root, trust, at);
  if (revoked === null) notes.unknown("signer", "revocation_unknown");
  else if (revoked) notes.failed("signer", "signer_revoked");
  else notes.passed("signer", "signer_good");
}

// True, false, or null where no list of the authority's is at hand that holds now.
async function isRevoked(certificate, root, trust, at) {
  for (const text of trust.crls) {
    const [tbs, , signature] = parts(read(fromBase64(text)));
    if (!(await isSigned(root.key, octets(signature), whole(tbs)))) continue;
    const fields = parts(tbs).filter((field) => field.idBlock.tagClass === 1);
    const times = fields.filter((field) => field.toDate);
    if (times.length < 2 || at < times[0].toDate() || at >= times[1].toDate()) continue;
    const last = fields[fields.indexOf(times[1]) + 1];
    const entries = last ? parts(last) : [];
    return entries.some((entry) => same(octets(parts(entry)[0]), certificate.serial));
  }
  return null;
}
