// Reads as much of a PDF as its signature, its attachment and its words need.

class Name {
  constructor(text) { this.text = text; }
}
class Reference {
  constructor(number) { this.number = number; }
}
class Stream {
  constructor(entries, raw) { this.entries = entries; this.raw = raw; }
}

const DELIMITER = /[\s()<>[\]{}/%]/;
const DEEPEST = 60;

class Parser {
  constructor(text, place = 0) { this.text = text; this.place = place; }

  space() {
    for (;;) {
      while (/[\s\0]/.test(this.text[this.place] ?? "x")) this.place += 1;
      if (this.text[this.place] !== "%") return;
      while (this.place < this.text.length && !/[\r\n]/.test(this.text[this.place])) this.place += 1;
    }
  }

  value(depth = 0) {
    if (depth > DEEPEST) throw new Error("too deep");
    this.space();
    const here = this.text[this.place];
    if (here === undefined) throw new Error("end of file");
    if (this.text.startsWith("<<", this.place)) return this.dictionary(depth);
    if (here === "<") return this.hexadecimal();
    if (here === "(") return this.string();
    if (here === "[") return this.array(depth);
    if (here === "/") return this.name();
    return this.word();
  }

  dictionary(depth) {
    this.place += 2;
    const entries = new Map();
    for (;;) {
      this.space();
      if (this.text.startsWith(">>", this.place)) { this.place += 2; return entries; }
      if (this.text[this.place] !== "/") throw new Error("no name");
      const name = this.name().text;
      entries.set(name, this.value(depth + 1));
    }
  }

  array(depth) {
    this.place += 1;
    const items = [];
    for (;;) {
      this.space();
      if (this.text[this.place] === "]") { this.place += 1; return items; }
      items.push(this.value(depth + 1));
    }
  }

  name() {
    const start = (this.place += 1);
    while (this.place < this.text.length && !DELIMITER.test(this.text[this.place])) this.place += 1;
    const text = this.text.slice(start, this.place);
    return new Name(text.replace(/#([0-9A-Fa-f]{2})/g, (_, code) => String.fromCharCode(parseInt(code, 16))));
  }

  hexadecimal() {
    const end = this.text.indexOf(">", this.place);
    if (end < 0) throw new Error("no end");
    let digits = this.text.slice(this.place + 1, end).replace(/\s/g, "");
    this.place = end + 1;
    if (digits.length % 2) digits += "0";
    let out = "";
    for (let at = 0; at < digits.length; at += 2) out += String.fromCharCode(parseInt(digits.slice(at, at + 2), 16));
    return out;
  }

  string() {
    const ESCAPES = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
    let depth = 0, out = "";
    for (;;) {
      const letter = this.text[this.place++];
      if (letter === undefined) throw new Error("no end");
      if (letter === "\\") {
        const octal = /^[0-7]{1,3}/.exec(this.text.slice(this.place, this.place + 3));
        if (octal) { out += String.fromCharCode(parseInt(octal[0], 8) & 255); this.place += octal[0].length; continue; }
        const next = this.text[this.place++];
        if (next === "\r" || next === "\n") { if (next === "\r" && this.text[this.place] === "\n") this.place += 1; continue; }
        out += ESCAPES[next] ?? next;
        continue;
      }
      if (letter === "(" && depth++ === 0) continue;
      if (letter === ")" && --depth === 0) return out;
      out += letter;
    }
  }

  word() {
    const reference = /^(\d{1,10})\s+(\d{1,5})\s+R(?![A-Za-z])/.exec(this.text.slice(this.place, this.place + 30));
    if (reference) { this.place += reference[0].length; return new Reference(Number(reference[1])); }
    const start = this.place;
    while (this.place < this.text.length && !DELIMITER.test(this.text[this.place])) this.place += 1;
    if (start === this.place) throw new Error("nothing readable");
    const word = this.text.slice(start, this.place);
    if (/^[-+]?\d*\.?\d*$/.test(word)) return Number(word);
    return { true: true, false: false, null: null }[word] ?? word;
  }
}

class Pdf {
  static async open(bytes) {
    const pdf = new Pdf();
    pdf.bytes = bytes;
    pdf.text = latin1(bytes);
    pdf.objects = new Map();
    pdf.scan();
    await pdf.openPacked();
    return pdf;
  }

  // Every object that stands in the file, later ones over earlier ones: all of it is
  // signed, so there is no place where another could hide.
  scan() {
    const start = /(\d{1,10})\s+\d{1,5}\s+obj\b/g;
    for (let found; (found = start.exec(this.text));) {
      const parser = new Parser(this.text, start.lastIndex);
      let value;
      try { value = parser.value(); } catch { continue; }
      parser.space();
      if (value instanceof Map && this.text.startsWith("stream", parser.place)) {
        let from = parser.place + 6;
        if (this.text[from] === "\r") from += 1;
        if (this.text[from] === "\n") from += 1;
        const length = value.get("Length");
        const end = typeof length === "number" ? from + length : this.text.indexOf("endstream", from);
        if (end < 0 || end > this.bytes.length) continue;
        value = new Stream(value, this.bytes.subarray(from, end));
        parser.place = end;
      }
      this.objects.set(Number(found[1]), value);
      start.lastIndex = parser.place;
    }
  }

  async openPacked() {
    for (const stream of [...this.objects.values()]) {
      if (!(stream instanceof Stream) || stream.entries.get("Type")?.text !== "ObjStm") continue;
      const text = latin1(await this.content(stream));
      const parser = new Parser(text);
      const first = stream.entries.get("First"), count = stream.entries.get("N");
      const places = [];
      for (let index = 0; index < count; index += 1) places.push([parser.value(), parser.value()]);
      for (const [number, offset] of places) {
        if (this.objects.has(number)) continue;
        this.objects.set(number, new Parser(text, first + offset).value());
      }
    }
  }

  get(value) {
    for (let hops = 0; value instanceof Reference; hops += 1) {
      if (hops > 10) throw new Error("references in a circle");
      value = this.objects.get(value.number);
    }
    return value;
  }

  in(dictionary, ...names) {
    let value = this.get(dictionary);
    for (const name of names) {
      if (value instanceof Stream) value = value.entries;
      value = value instanceof Map ? this.get(value.get(name)) : undefined;
    }
    return value;
  }

  async content(stream) {
    const filter = this.get(stream.entries.get("Filter"));
    const filters = (Array.isArray(filter) ? filter : filter ? [filter] : []).map((one) => this.get(one).text);
    let bytes = stream.raw;
    for (const name of filters) {
      if (name !== "FlateDecode") throw new Error("another filter");
      bytes = await unpack(bytes, "deflate");
    }
    return bytes;
  }

  root() {
    const roots = [...this.objects.values()].filter((one) => one instanceof Map && this.get(one.get("Type"))?.text === "Catalog");
    if (roots.length !== 1) throw new Error("not one catalog");
    return roots[0];
  }

  async attachments() {
    const found = [];
    const tree = this.in(this.root(), "Names", "EmbeddedFiles");
    const waiting = tree ? [tree] : [];
    for (let steps = 0; waiting.length && steps < 20; steps += 1) {
      const node = waiting.pop();
      for (const kid of this.in(node, "Kids") ?? []) waiting.push(this.get(kid));
      const names = this.in(node, "Names") ?? [];
      for (let place = 0; place + 1 < names.length; place += 2) {
        const stream = this.in(names[place + 1], "EF", "F");
        found.push([this.get(names[place]), await this.content(stream)]);
      }
    }
    return found;
  }

  // What the page says: each element of its tags, spoken text before drawn glyphs.
  async said() {
    const drawn = await this.drawn();
    const texts = new Set();
    let steps = 0;
    const walk = (node, depth) => {
      node = this.get(node);
      steps += 1;
      if (depth > 40 || steps > 5000) throw new Error("tags without end");
      if (typeof node === "number") return drawn.get(node) ?? "";
      if (Array.isArray(node)) return node.map((one) => walk(one, depth + 1)).join("");
      if (!(node instanceof Map)) return "";
      if (node.has("MCID")) return drawn.get(this.get(node.get("MCID"))) ?? "";
      const below = node.has("K") ? walk(node.get("K"), depth + 1) : "";
      const spoken = this.in(node, "ActualText");
      const text = plain(spoken === undefined ? below : textOf(spoken));
      texts.add(text);
      return text;
    };
    walk(this.in(this.root(), "StructTreeRoot"), 0);
    return texts;
  }

  async drawn() {
    let page = this.in(this.root(), "Pages");
    for (let depth = 0; page.has("Kids") && depth < 8; depth += 1) page = this.get(this.in(page, "Kids")[0]);
    const fonts = new Map();
    for (const [name, font] of this.in(page, "Resources", "Font") ?? []) {
      const stream = this.in(font, "ToUnicode");
      fonts.set(name, stream ? glyphsIn(latin1(await this.content(stream))) : new Map());
    }
    const contents = this.in(page, "Contents");
    let content = "";
    for (const one of Array.isArray(contents) ? contents : [contents]) content += `${latin1(await this.content(this.get(one)))}\n`;
    return lettersIn(content, fonts);
  }
}

function textOf(string) {
  const bytes = bytesOf(string);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes.subarray(2));
  if (bytes[0] === 0xef && bytes[1] === 0xbb) return new TextDecoder().decode(bytes.subarray(3));
  return string;
}

function glyphsIn(map) {
  const utf16 = (digits) => new TextDecoder("utf-16be").decode(bytesOf(new Parser(`<${digits}>`).hexadecimal()));
  const glyphs = new Map();
  for (const [, kind, body] of map.matchAll(/beginbf(char|range)([\s\S]*?)endbf/g)) {
    const pattern = kind === "char" ? /<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g : /<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g;
    for (const [, first, second, third] of body.matchAll(pattern)) {
      const from = parseInt(first, 16);
      if (kind === "char") { glyphs.set(from, utf16(second)); continue; }
      const text = [...utf16(third)];
      const last = text.pop();
      for (let glyph = from; glyph <= Math.min(parseInt(second, 16), 65535); glyph += 1) {
        glyphs.set(glyph, text.join("") + String.fromCodePoint(last.codePointAt(0) + glyph - from));
      }
    }
  }
  return glyphs;
}

function lettersIn(content, fonts) {
  const pieces = /\/MCID\s+(\d{1,6})|(\bEMC\b)|\/([^\s/<>[\]()]{1,64})\s+[-\d.]+\s+Tf\b|(\[[^\]]*\]\s*TJ\b|<[0-9A-Fa-f\s]*>\s*Tj\b)/g;
  const texts = new Map();
  let mcid = null, font = new Map();
  for (const [, number, end, name, shown] of content.matchAll(pieces)) {
    if (number) mcid = Number(number);
    else if (end) mcid = null;
    else if (name) font = fonts.get(name) ?? new Map();
    else if (mcid !== null) {
      const digits = [...shown.matchAll(/<([0-9A-Fa-f\s]*)>/g)].map((one) => one[1].replace(/\s/g, "")).join("");
      let text = texts.get(mcid) ?? "";
      for (let place = 0; place + 3 < digits.length; place += 4) text += font.get(parseInt(digits.slice(place, place + 4), 16)) ?? "\ufffd";
      texts.set(mcid, text);
    }
  }
  return new Map([...texts].map(([number, text]) => [number, plain(text)]));
}
