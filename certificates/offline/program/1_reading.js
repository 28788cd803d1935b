// Small readers that everything else rests on.
"use strict";

class Refused extends Error {
  constructor(step, reason, detail = "", verdict = "failed") {
    super(reason);
    this.finding = { step, verdict, reason, detail };
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });
const latin1 = (bytes) => {
  let text = "";
  for (let place = 0; place < bytes.length; place += 32768) {
    text += String.fromCharCode(...bytes.subarray(place, place + 32768));
  }
  return text;
};
const bytesOf = (text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const same = (left, right) =>
  left.length === right.length && left.every((byte, place) => byte === right[place]);
const fromBase64 = (text) => bytesOf(atob(text));
const fromBase64url = (text) => {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new Refused("credential", "not_a_token");
  return fromBase64(text.replace(/-/g, "+").replace(/_/g, "/"));
};
const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

const MOST_UNPACKED = 8 * 1024 * 1024;

async function unpack(bytes, format) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format));
  const reader = stream.getReader();
  const pieces = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > MOST_UNPACKED) throw new Error("too much to unpack");
    pieces.push(value);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

function fromMultibase(text) {
  if (typeof text !== "string" || text[0] !== "z" || text.length > 200) return null;
  let value = 0n;
  for (const letter of text.slice(1)) {
    const digit = BASE58.indexOf(letter);
    if (digit < 0) return null;
    value = value * 58n + BigInt(digit);
  }
  const bytes = [];
  for (; value > 0n; value >>= 8n) bytes.unshift(Number(value & 255n));
  for (const letter of text.slice(1)) {
    if (letter !== "1") break;
    bytes.unshift(0);
  }
  return Uint8Array.from(bytes);
}

const plain = (text) => text.normalize("NFC").replace(/\s+/gu, "");
const dayOf = (text) => String(text).slice(0, 10);
const hostOf = (issuer) => decodeURIComponent(String(issuer).replace(/^did:web:/, "").split(":")[0]);
