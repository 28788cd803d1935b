// Answers that the server has not acknowledged yet. They lie in this browser,
// under the person's own name, and leave it as soon as they are on disk.
//
// Each page writes under a key of its own, so that two tabs never overwrite each
// other, and holds a lock of that name while it lives. Whoever gets the lock
// takes over what a page left behind that was reloaded, closed or has crashed.
import { isSame, recorded } from "./fields.js";

const RETRY = [2000, 4000, 8000, 15000];
const PATIENCE = 10000; // milliseconds for one reply
const APART = 650; // milliseconds between two sends of one answer: the server wants 500
const TURN = 4000; // milliseconds before another open page takes over
const KINDS = { 200: "saved", 409: "stale", 410: "closed", 422: "refused" };

export class Outbox {
  onchange = () => {};
  #prefix;
  #key;
  #answers;
  #entries = {};
  #left = new Set(); // keys of pages that are gone
  #awaited = new Set();
  #sentAt = {};
  #tries = 0;
  #timer = 0;
  #sending = Promise.resolve();

  constructor({ person, attempt, answers }) {
    this.#prefix = `attempt:${person}:${attempt}:`;
    this.#key = this.#prefix + Math.random().toString(36).slice(2);
    this.#answers = answers;
    navigator.locks?.request(this.#key, () => new Promise(() => {}));
    addEventListener("online", () => this.flush());
    addEventListener("focus", () => this.flush());
    addEventListener("storage", ({ key }) => key && this.#await(key));
    addEventListener("pagehide", () => this.#farewell());
    document.addEventListener("visibilitychange", () => this.flush());
  }

  // Takes over what earlier pages left behind.
  open() {
    for (const key of stored()) this.#take(key);
    this.flush();
  }

  entry(number) {
    return this.#entries[number];
  }

  get waiting() {
    return Object.values(this.#entries).filter((entry) => !entry.both).length;
  }

  get undecided() {
    return Object.keys(this.#entries).filter((number) => this.#entries[number].both);
  }

  put(number, fields, revision) {
    const { refused, ...before } = this.#entries[number] ?? { revision, sent: [] };
    this.#entries[number] = { ...before, fields };
    this.#write();
  }

  drop(number) {
    delete this.#entries[number];
    this.#write();
    for (const key of this.#left) this.#receive(key);
  }

  // Of two answers, lets the one given here stay.
  keepOwn(number) {
    const { both, ...entry } = this.#entries[number];
    this.#entries[number] = { ...entry, revision: both.revision };
    this.#write();
    return this.flush();
  }

  // Sends everything that waits, one after the other; tries again later if not.
  flush() {
    clearTimeout(this.#timer);
    this.#sending = this.#sending.then(() => this.#sendAll());
    return this.#sending;
  }

  // Asks for the seconds left; undefined if there is no reply.
  async ask() {
    try {
      const reply = await fetch(this.#answers, { signal: AbortSignal.timeout(PATIENCE) });
      if (reply.redirected || !reply.ok) return undefined;
      const news = await reply.json();
      for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) {
        field.value = news.csrf_token;
      }
      return news;
    } catch {
      return undefined;
    }
  }

  #write() {
    try {
      if (Object.keys(this.#entries).length) {
        localStorage.setItem(this.#key, JSON.stringify(this.#entries));
      } else {
        localStorage.removeItem(this.#key);
      }
    } catch {
      // No room or not allowed: this page still remembers, and still sends.
    }
  }

  // The page that wrote under this key lives. Once it is gone, let whatever opens
  // in its place come first: it may only have been reloaded.
  #await(key) {
    if (!this.#isOthers(key) || this.#awaited.has(key)) return;
    this.#awaited.add(key);
    navigator.locks?.request(key, () => {
      this.#awaited.delete(key);
      setTimeout(() => this.#take(key), TURN);
    });
  }

  #take(key) {
    if (!this.#isOthers(key)) return;
    if (!navigator.locks) return this.#receive(key);
    navigator.locks.request(key, { ifAvailable: true }, (lock) =>
      lock ? this.#receive(key) : this.#await(key),
    );
  }

  #isOthers(key) {
    return key.startsWith(this.#prefix) && key !== this.#key && !this.#left.has(key);
  }

  // An answer to a question for which another waits here stays where it is.
  #receive(key) {
    const found = parsed(key);
    for (const [number, entry] of Object.entries(found)) {
      if (this.#entries[number]) continue;
      this.#entries[number] = entry;
      delete found[number];
      this.onchange({ kind: "found", number, ...entry });
    }
    this.#write();
    if (Object.keys(found).length) {
      this.#left.add(key);
      localStorage.setItem(key, JSON.stringify(found));
    } else {
      this.#left.delete(key);
      localStorage.removeItem(key);
    }
    this.flush();
  }

  async #sendAll() {
    for (const number of Object.keys(this.#entries)) {
      while (this.#isToSend(number)) {
        const pause = await this.#send(number);
        if (pause === 0) continue;
        const patience = RETRY[Math.min(this.#tries++, RETRY.length - 1)];
        this.#timer = setTimeout(() => this.flush(), Math.max(pause, patience));
        return;
      }
    }
    this.#tries = 0;
  }

  #isToSend(number) {
    const entry = this.#entries[number];
    return entry && !entry.both && !entry.refused;
  }

  // Answers 0 when the entry is settled, else the milliseconds to wait at least.
  async #send(number) {
    await this.#turn(number);
    if (!this.#isToSend(number)) return 0;
    const entry = this.#entries[number];
    const { fields } = entry;
    // An acknowledgment may get lost: what comes back as changed may be this.
    entry.sent = [...entry.sent.slice(-4), fields];
    this.#write();
    this.onchange({ kind: "saving", number });
    let reply, news;
    try {
      reply = await post(this.#answers, number, entry, AbortSignal.timeout(PATIENCE));
      const pause = 1000 * (Number(reply.headers.get("Retry-After")) || 1);
      if (reply.redirected || [403, 404].includes(reply.status)) {
        if (reply.status === 403 && (await this.ask())) return 1;
        this.onchange({ kind: "signed-out" });
        return pause;
      }
      if (reply.status === 429) return pause;
      if (reply.status < 500) news = await reply.json();
      if (reply.status === 423) this.onchange({ ...news, kind: "paused" });
      else if (!news) this.onchange({ kind: "waiting", count: this.waiting });
      if (!KINDS[reply.status]) return pause;
    } catch {
      this.onchange({ kind: "waiting", count: this.waiting });
      return 1;
    }
    this.#settle(KINDS[reply.status], number, fields, news);
    return 0;
  }

  async #turn(number) {
    const wait = (this.#sentAt[number] ?? -APART) + APART - performance.now();
    if (wait > 0) await new Promise((done) => setTimeout(done, wait));
    this.#sentAt[number] = performance.now();
  }

  #settle(kind, number, fields, news) {
    const entry = this.#entries[number];
    const { revision } = news;
    if (kind === "saved") {
      if (isSame(entry.fields, fields)) this.drop(number);
      else this.#entries[number] = { fields: entry.fields, revision, sent: [] };
    } else if (kind === "stale") {
      const saved = recorded(news.response);
      if (entry.sent.some((given) => isSame(given, saved))) {
        this.#entries[number] = { fields: entry.fields, revision, sent: [] };
        return;
      }
      entry.both = { revision, saved, said: news.said };
    } else if (kind === "refused") {
      entry.refused = true;
    }
    this.#write();
    this.onchange({ ...news, ...entry, revision, kind, number });
  }

  #farewell() {
    for (const number of Object.keys(this.#entries)) {
      if (!this.#isToSend(number)) continue;
      post(this.#answers, number, this.#entries[number]).catch(() => {});
    }
  }
}

function post(answers, number, { fields, revision }, signal) {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value);
  body.append("revision", revision);
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  body.append("csrfmiddlewaretoken", token.value);
  const headers = { Accept: "application/json" };
  const keepalive = !signal; // the page is about to go
  return fetch(`${answers}${number}/`, { method: "POST", body, headers, signal, keepalive });
}

function stored() {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

function parsed(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}
