// Answers that the server has not acknowledged yet. They survive a reload in
// this tab's session storage and leave it as soon as they are on disk.
const RETRY = [2000, 4000, 8000, 15000];
const SOON = "soon";

export class Outbox {
  onchange = () => {};
  #key;
  #tries = 0;
  #timer = 0;
  #sending = null;

  constructor(attempt) {
    this.#key = `attempt:${attempt}`;
    addEventListener("online", () => this.flush());
    addEventListener("pagehide", () => this.#farewell());
  }

  #read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.#key)) ?? {};
    } catch {
      return {};
    }
  }

  #write(all) {
    if (Object.keys(all).length) sessionStorage.setItem(this.#key, JSON.stringify(all));
    else sessionStorage.removeItem(this.#key);
  }

  kept(number) {
    return this.#read()[number];
  }

  put(number, entry) {
    this.#write({ ...this.#read(), [number]: entry });
  }

  drop(number) {
    const { [number]: _gone, ...rest } = this.#read();
    this.#write(rest);
  }

  // Resolves when nothing is on its way.
  async idle() {
    await this.#sending;
  }

  // Sends everything that waits, one after the other; tries again later if not.
  async flush() {
    clearTimeout(this.#timer);
    await this.#sending;
    this.#sending = this.#sendAll();
    await this.#sending;
    this.#sending = null;
  }

  async #sendAll() {
    for (const number of Object.keys(this.#read())) {
      const entry = this.kept(number);
      const isSettled = !entry || (await this.#send(number, entry));
      if (isSettled === true) continue;
      if (isSettled !== SOON)
        this.onchange({ kind: "waiting", count: Object.keys(this.#read()).length });
      this.#later();
      return;
    }
    this.#tries = 0;
  }

  #later() {
    const pause = RETRY[Math.min(this.#tries++, RETRY.length - 1)];
    this.#timer = setTimeout(() => this.flush(), pause);
  }

  // Answers whether the entry is settled: kept by the server, or refused for good;
  // SOON when the server is there and only wants a moment.
  async #send(number, entry) {
    this.onchange({ kind: "saving", number });
    let reply, news;
    try {
      reply = await fetch(entry.url, {
        method: "POST",
        body: body(entry),
        headers: { Accept: "application/json" },
      });
      if (reply.redirected || reply.status === 403) {
        this.onchange({ kind: "signed-out" });
        this.#later();
        return true;
      }
      if (reply.status === 429) return SOON;
      news = await reply.json();
    } catch {
      return false;
    }
    const kind = { 200: "saved", 409: "stale", 410: "closed", 422: "refused" }[reply.status];
    if (!kind) return false;
    this.#settle(number, entry, news);
    this.onchange({ ...news, kind, number });
    return true;
  }

  // Chosen again while this was on its way: that newer choice still waits, and
  // now knows the revision which it follows.
  #settle(number, entry, news) {
    const now = this.kept(number);
    if (!now || String(now.chosen) === String(entry.chosen)) this.drop(number);
    else this.put(number, { ...now, revision: news.revision });
  }

  #farewell() {
    for (const entry of Object.values(this.#read())) {
      fetch(entry.url, { method: "POST", body: body(entry), keepalive: true }).catch(() => {});
    }
  }
}

function body({ chosen, revision }) {
  const data = new FormData();
  for (const key of chosen) data.append("chosen", key);
  data.append("revision", revision);
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  data.append("csrfmiddlewaretoken", token.value);
  return data;
}
