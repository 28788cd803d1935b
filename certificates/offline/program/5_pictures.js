// Pictures: the credential that is baked into one, or the QR code that one shows.

const KEYWORD = "openbadgecredential";
const OLD_KEYWORD = "openbadges";
const BADGES = "https://purl.imsglobal.org/ob/v3p0";
const OLD_BADGES = "http://openbadges.org";
const MOST_CHUNKS = 10000;
const LARGEST_SVG = 1024 * 1024;
const LOOKUP = /^\/(?:[a-z]{2}(?:-[a-z]+)?\/)?verify\/[0-9A-Za-z-]{10,40}\/?$/;
const CREDENTIAL = /^\/c\/[0-9A-Za-z]{10,40}\/?$/;

function pictureKind(bytes) {
  const start = latin1(bytes.subarray(0, 12));
  if (start.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (start.startsWith("\xff\xd8\xff")) return "jpeg";
  if (/^RIFF....WEBP/s.test(start)) return "webp";
  if (/^....ftyp(?:heic|heix|hevc|heim|heis|mif1|msf1)/s.test(start)) return "heic";
  const head = latin1(bytes.subarray(0, 8192)).replace(/^\xef\xbb\xbf/, "").trimStart();
  return head.startsWith("<") && head.includes("<svg") ? "svg" : "";
}

async function examinePicture(bytes, kind, trust, contexts, notes, at) {
  const credential = kind === "svg" ? bakedInSvg(bytes) : kind === "png" ? bakedInPng(bytes) : null;
  if (credential !== null) return examineWritten(credential, trust, contexts, notes, at);
  const leads = new Set((await codesIn(bytes)).map((text) => placeOf(text, trust.issuer)));
  const own = [...leads].filter((place) => place.isOurs);
  if (!own.length) throw new Refused("file", "foreign_code", [...leads][0].host);
  notes.unknown("file", "code_alone", hostOf(trust.issuer));
  return null;
}

function bakedInPng(bytes) {
  const texts = chunksOf(bytes).filter(([kind]) => ["iTXt", "tEXt", "zTXt"].includes(kind)).map(([, body]) => body);
  const found = texts.filter((body) => body.startsWith(`${KEYWORD}\0`));
  if (!found.length) {
    if (texts.some((body) => body.startsWith(`${OLD_KEYWORD}\0`))) throw new Refused("file", "old_badge");
    return null;
  }
  if (found.length > 1) throw new Refused("file", "several_credentials");
  const rest = found[0].slice(KEYWORD.length + 1);
  if (rest[0] !== "\0") throw new Refused("file", "packed_badge");
  const pieces = /^[^\0]*\0[^\0]*\0([^]*)$/.exec(rest.slice(2));
  if (!pieces) throw new Refused("file", "unreadable_picture");
  return plainText(bytesOf(pieces[1]));
}

function chunksOf(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const chunks = [];
  for (let place = 8; place + 12 <= bytes.length;) {
    const length = view.getUint32(place);
    if (place + 12 + length > bytes.length || chunks.length >= MOST_CHUNKS) throw new Refused("file", "unreadable_picture");
    const kind = latin1(bytes.subarray(place + 4, place + 8));
    chunks.push([kind, kind.endsWith("Xt") ? latin1(bytes.subarray(place + 8, place + 8 + length)) : ""]);
    place += 12 + length;
  }
  return chunks;
}

// It is read and never drawn; what it asks for could not be loaded either.
function bakedInSvg(bytes) {
  if (bytes.length > LARGEST_SVG) throw new Refused("file", "too_large");
  const text = plainText(bytes);
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) throw new Refused("file", "unreadable_picture");
  const drawing = new DOMParser().parseFromString(text, "image/svg+xml");
  if (drawing.getElementsByTagName("parsererror").length) throw new Refused("file", "unreadable_picture");
  const found = drawing.getElementsByTagNameNS(BADGES, "credential");
  if (!found.length) {
    const isOld = drawing.getElementsByTagNameNS(OLD_BADGES, "assertion").length;
    throw new Refused("file", isOld ? "old_badge" : "no_credential");
  }
  if (found.length > 1) throw new Refused("file", "several_credentials");
  return (found[0].getAttribute("verify") || found[0].textContent).trim();
}

function plainText(bytes) {
  try { return utf8.decode(bytes).trim(); } catch { throw new Refused("file", "unreadable_picture"); }
}

// A code is an address and no more: without a network it can only be told whose.
async function codesIn(bytes) {
  let detector, picture;
  try { detector = new BarcodeDetector({ formats: ["qr_code"] }); } catch { throw new Refused("file", "no_code_reader", "", "unknown"); }
  try { picture = await createImageBitmap(new Blob([bytes])); } catch { throw new Refused("file", "unreadable_picture"); }
  let codes;
  try { codes = await detector.detect(picture); } catch { throw new Refused("file", "no_code_reader", "", "unknown"); }
  if (!codes.length) throw new Refused("file", "no_code");
  return codes.map((code) => code.rawValue);
}

function placeOf(text, issuer) {
  let address;
  try { address = new URL(text); } catch { return { isOurs: false, host: "" }; }
  const isOurs = ["http:", "https:"].includes(address.protocol) && !address.username && !address.password
    && address.host === hostOf(issuer) && (LOOKUP.test(address.pathname) || CREDENTIAL.test(address.pathname));
  return { isOurs, host: address.host.slice(0, 100) };
}
