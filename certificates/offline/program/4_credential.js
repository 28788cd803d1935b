// A credential: its signature, its issuer, its terms, its dates, its standing.

const CLAIMS = ["iss", "jti", "nbf", "exp", "sub", "iat"];
const KEYS_INSIDE = ["jwk", "jku", "x5c", "x5u", "x5t", "x5t#S256"];
const SUITE = "eddsa-rdfc-2022";
const PROOF_MEMBERS = ["type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"];
const LIST_SIZE = 131072;

const hasOnly = (object, names) => Object.keys(object).every((name) => names.includes(name));

function parse(text, step) {
  let value;
  try { value = JSON.parse(text); } catch { throw new Refused(step, "bad_json"); }
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw new Refused(step, "bad_json");
  return value;
}

async function verifiedClaims(token, keys, step = "credential") {
  const pieces = token.split(".");
  if (pieces.length !== 3) throw new Refused(step, "not_a_token");
  let header, payload;
  try {
    header = parse(utf8.decode(fromBase64url(pieces[0])), step);
    payload = utf8.decode(fromBase64url(pieces[1]));
  } catch (error) {
    throw error instanceof Refused ? error : new Refused(step, "bad_json");
  }
  if (String(header.alg).toLowerCase() === "none" || !pieces[2]) throw new Refused(step, "unsigned_token");
  if (header.alg !== "RS256") throw new Refused(step, "wrong_algorithm");
  if (KEYS_INSIDE.some((name) => name in header)) throw new Refused(step, "key_inside");
  if ("crit" in header || "b64" in header) throw new Refused(step, "critical_header");
  if (!hasOnly(header, ["alg", "kid", "typ"]) || !["JWT", "vc+jwt", undefined].includes(header.typ)) throw new Refused(step, "unusual_header");
  const key = typeof header.kid === "string" && Object.hasOwn(keys, header.kid) ? keys[header.kid] : null;
  if (key?.kty !== "RSA") throw new Refused(step, "unknown_key");
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("jwk", { kty: "RSA", n: key.n, e: key.e }, algorithm, false, ["verify"]);
  const isGood = await crypto.subtle.verify(algorithm, imported, fromBase64url(pieces[2]), bytesOf(`${pieces[0]}.${pieces[1]}`));
  if (!isGood) throw new Refused(step, "forged_token");
  return parse(payload, step);
}

const loader = (contexts) => async (url) => {
  if (!Object.hasOwn(contexts, url)) throw new Error("another context");
  return { contextUrl: null, documentUrl: url, document: contexts[url] };
};

function refuseContext(document, contexts, step) {
  const named = document["@context"];
  if (!Array.isArray(named) || named.some((one) => !Object.hasOwn(contexts, one))) throw new Refused(step, "foreign_context");
  const names = [];
  const walk = (value) => {
    if (value === null || typeof value !== "object") return;
    if (!Array.isArray(value)) names.push(...Object.keys(value));
    Object.values(value).forEach(walk);
  };
  walk(document);
  const words = names.filter((name) => name.startsWith("@"));
  if (words.length !== 1) throw new Refused(step, "foreign_context");
}

async function refuseUndefined(document, contexts, step) {
  try {
    await vendored.jsonld.expand(document, { documentLoader: loader(contexts), safe: true });
  } catch (error) {
    const isUndefined = /safe mode/i.test(error.message) || error.name === "jsonld.ValidationError";
    throw new Refused(step, isUndefined ? "undefined_term" : "not_a_badge", error.details?.event?.details?.property ?? "");
  }
}

async function verifiedDocument(document, keys, contexts, step) {
  const { proof, ...bare } = document;
  if (proof === undefined || proof === null) throw new Refused(step, "no_proof");
  if (typeof proof !== "object" || Array.isArray(proof)) throw new Refused(step, "several_proofs");
  if (proof.type !== "DataIntegrityProof" || proof.cryptosuite !== SUITE) throw new Refused(step, "wrong_suite");
  if (proof.proofPurpose !== "assertionMethod" || !hasOnly(proof, PROOF_MEMBERS)) throw new Refused(step, "unusual_proof");
  const method = proof.verificationMethod;
  const key = typeof method === "string" && Object.hasOwn(keys, method) ? keys[method] : null;
  if (key?.crv !== "Ed25519") throw new Refused(step, "unknown_key");
  refuseContext(bare, contexts, step);
  await refuseUndefined(bare, contexts, step);
  const { proofValue, ...settings } = proof;
  const signature = fromMultibase(proofValue);
  const hash = async (one) => sha256(new TextEncoder().encode(await vendored.jsonld.canonize(one, {
    algorithm: "RDFC-1.0", format: "application/n-quads", documentLoader: loader(contexts), maxWorkFactor: 1,
  })));
  let isGood = false;
  try {
    const first = await hash({ "@context": bare["@context"], ...settings }), second = await hash(bare);
    const signed = new Uint8Array([...first, ...second]);
    const imported = await crypto.subtle.importKey("raw", fromBase64url(key.x), { name: "Ed25519" }, false, ["verify"]);
    isGood = signature !== null && (await crypto.subtle.verify({ name: "Ed25519" }, imported, signature, signed));
  } catch (error) {
    if (error.name === "NotSupportedError") throw new Refused(step, "old_browser", "", "unknown");
  }
  if (!isGood) throw new Refused(step, "forged_proof");
  return bare;
}

async function examineCredential(text, trust, contexts, notes, at) {
  let credential;
  try {
    const isJson = text.startsWith("{");
    credential = isJson
      ? await verifiedDocument(parse(text, "credential"), trust.keys, contexts, "credential")
      : await verifiedClaims(text, trust.keys);
    notes.passed("credential", "signed_by_us");
    checkIssuer(credential, trust.issuer, notes);
    await checkTerms(credential, contexts, notes);
  } catch (error) {
    notes.refused(error, "terms", "not_a_badge");
    return null;
  }
  const facts = factsOf(credential);
  checkDates(credential, notes, at);
  facts.asOf = await checkStanding(credential, trust, contexts, notes, at);
  return facts;
}

function checkIssuer(credential, issuer, notes) {
  const named = credential.issuer?.id ?? credential.issuer;
  if (named !== issuer) throw new Refused("issuer", "foreign_issuer");
  if ("iss" in credential && credential.iss !== issuer) throw new Refused("issuer", "issuer_differs");
  notes.passed("issuer", "our_issuer", hostOf(issuer));
}

async function checkTerms(credential, contexts, notes) {
  const bare = Object.fromEntries(Object.entries(credential).filter(([name]) => !CLAIMS.includes(name)));
  refuseContext(bare, contexts, "terms");
  await refuseUndefined(bare, contexts, "terms");
  const kinds = credential.type;
  const subject = credential.credentialSubject;
  if (!Array.isArray(kinds) || !kinds.includes("OpenBadgeCredential") || typeof subject?.achievement !== "object") throw new Refused("terms", "not_a_badge");
  if ("iss" in credential) {
    if (credential.jti !== credential.id) throw new Refused("terms", "id_differs");
    if (credential.sub !== subject.id) throw new Refused("terms", "subject_differs");
  }
  if ("aud" in credential) throw new Refused("terms", "for_an_audience");
  const facts = factsOf(credential);
  if (![facts.name, facts.number, facts.title].every((text) => typeof text === "string")) throw new Refused("terms", "not_a_badge");
  notes.passed("terms", "terms_agree");
}

function factsOf(credential) {
  const subject = credential.credentialSubject;
  const identifiers = [subject.identifier].flat();
  const name = identifiers.find((one) => one?.identityType === "name" && one.hashed === false);
  return {
    name: name?.identityHash, number: subject.licenseNumber, title: subject.achievement?.name,
    issuer: credential.issuer?.name ?? "", from: credential.validFrom, until: credential.validUntil ?? null,
  };
}

function checkDates(credential, notes, at) {
  const start = Date.parse(credential.validFrom);
  const end = "validUntil" in credential ? Date.parse(credential.validUntil) : null;
  const isToken = "iss" in credential;
  const { nbf, exp } = credential;
  const isBad = Number.isNaN(start) || Number.isNaN(end) || (isToken && !Number.isInteger(nbf)) || (exp !== undefined && !Number.isInteger(exp));
  if (isBad) notes.failed("validity", "bad_date");
  else if (end !== null && at >= end) notes.failed("validity", isToken && at < exp * 1000 ? "outlived" : "expired", dayOf(credential.validUntil));
  else if (at < start) notes.failed("validity", "not_yet_valid", dayOf(credential.validFrom));
  else if (isToken && (nbf * 1000 !== start || (end === null ? exp !== undefined : exp * 1000 !== end))) notes.failed("validity", "dates_disagree");
  else notes.passed("validity", "in_time", end === null ? "" : dayOf(credential.validUntil));
}

async function checkStanding(credential, trust, contexts, notes, at) {
  try {
    const entry = credential.credentialStatus;
    if (!entry) throw new Refused("standing", "no_status", "", "unknown");
    const index = Number(entry.statusListIndex);
    if (entry.type !== "BitstringStatusListEntry" || entry.statusPurpose !== "revocation" || !/^\d{1,9}$/.test(entry.statusListIndex) || index >= LIST_SIZE) throw new Refused("standing", "bad_status");
    const address = String(entry.statusListCredential);
    const paired = address.replace(/\d+$/, (number) => String(Number(number) + 1));
    const revocation = await openList(address, trust, contexts, at);
    if (!revocation) throw new Refused("standing", "list_missing", "", "unknown");
    const suspension = await openList(paired, trust, contexts, at);
    if (revocation.purpose !== "revocation") throw new Refused("standing", "bad_status");
    const asOf = [revocation, suspension].filter(Boolean).map((one) => one.from).sort()[0];
    const isSet = (list) => Boolean(list.bits[index >> 3] & (0x80 >> (index & 7)));
    if (isSet(revocation)) notes.failed("standing", "revoked", dayOf(asOf));
    else if (suspension?.purpose !== "suspension") notes.unknown("standing", "suspension_unknown", dayOf(asOf));
    else if (isSet(suspension)) notes.failed("standing", "suspended", dayOf(asOf));
    else notes.passed("standing", "listed_good", dayOf(asOf));
    return asOf;
  } catch (error) {
    notes.refused(error, "standing", "bad_status");
    return null;
  }
}

const LIST_REASONS = { unsigned_token: "list_unsigned", no_proof: "list_unsigned", unknown_key: "foreign_list" };

async function openList(address, trust, contexts, at) {
  if (!Object.hasOwn(trust.statusLists, address)) return null;
  const text = trust.statusLists[address].trim();
  let list;
  try {
    list = text.startsWith("{")
      ? await verifiedDocument(parse(text, "standing"), trust.keys, contexts, "standing")
      : await verifiedClaims(text, trust.keys, "standing");
  } catch (error) {
    if (error.finding?.verdict === "unknown") throw error;
    throw new Refused("standing", LIST_REASONS[error.finding?.reason] ?? "list_altered");
  }
  if (list.issuer !== trust.issuer) throw new Refused("standing", "foreign_list");
  const subject = list.credentialSubject;
  const from = Date.parse(list.validFrom), until = Date.parse(list.validUntil);
  if (list.id !== address || subject?.type !== "BitstringStatusList" || Number.isNaN(from) || Number.isNaN(until)) throw new Refused("standing", "list_unreadable");
  if (from > at + 300000 || at >= until) throw new Refused("standing", "list_stale", dayOf(list.validFrom), "unknown");
  let bits = null;
  try { bits = await unpack(fromBase64url(subject.encodedList.slice(1)), "gzip"); } catch { bits = null; }
  if (bits?.length !== LIST_SIZE / 8) throw new Refused("standing", "list_unreadable");
  return { purpose: subject.statusPurpose, from: list.validFrom, bits };
}
