// Keeps what is typed: 1.5 seconds after the last key the form goes to the server with the version
// it was based on. The server refuses stale text (409) and says where both can be seen. One save is
// on its way at a time, and the newest text follows it. Until the server has said that it has the
// words they are kept on this device too, for their author and this section alone.

const QUIET = 1500;
const WAITS = [2, 5, 15];
const KEEP = 400; // typing does not wait for the device either
const FRESH = 14 * 24 * 3600 * 1000;
const LIGHT = 60_000; // what a browser carries to the end when its page is closed
const DRAFTS = "cda:draft:";

/** What this device keeps of one person's section, each open page under a name of its own. */
class Kept {
  constructor(name) {
    this.prefix = `${DRAFTS}${name}:`;
    this.mine = `${this.prefix}${Math.random().toString(36).slice(2)}`;
    this.each(DRAFTS, (key, draft) => { if (!(Date.now() - draft.at < FRESH)) this.drop(key); });
  }

  put(fields) {
    try {
      window.localStorage.setItem(this.mine, JSON.stringify({ at: Date.now(), fields }));
    } catch { /* no room, or none allowed: the page still has the text */ }
  }

  drop(key = this.mine) {
    try {
      window.localStorage.removeItem(key);
    } catch { /* nothing was kept */ }
  }

  /** What an earlier page could not bring home, the oldest first. */
  left() {
    const found = [];
    this.each(this.prefix, (key, draft) => { if (key !== this.mine) found.push([key, draft]); });
    return found.sort(([, one], [, other]) => one.at - other.at);
  }

  each(prefix, act) {
    try {
      for (const key of Object.keys(window.localStorage)) {
        if (key.startsWith(prefix)) act(key, JSON.parse(window.localStorage.getItem(key)));
      }
    } catch { /* a device that keeps nothing */ }
  }
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.words = form.dataset;
    this.place = form.querySelector("[data-autosave-state]")
      ?? document.querySelector("[data-autosave-state]");
    this.kept = form.dataset.keep ? new Kept(form.dataset.keep) : null;
    this.timer = 0;
    this.tries = 0;
    this.isSending = false;
    this.isDirty = false;
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", () => this.later());
    form.addEventListener("submit", () => this.stop());
    window.addEventListener("online", () => { if (this.isDirty) this.send(); });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.isDirty) this.leave();
    });
    window.addEventListener("pagehide", () => { if (this.isDirty) this.leave(); });
    this.bringHome();
  }

  later(seconds = QUIET / 1000) {
    this.isDirty = true;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.send(), seconds * 1000);
    this.keepTimer ??= window.setTimeout(() => this.keep(), KEEP);
  }

  leave() {
    this.keep();
    this.send();
  }

  /** A copy beside the network: the fields that are the text, nothing that proves who we are. */
  keep() {
    window.clearTimeout(this.keepTimer);
    this.keepTimer = undefined;
    if (!this.kept || !this.isDirty || this.isStopped) return;
    const fields = [...new FormData(this.form)];
    this.kept.put(fields.filter(([name]) => ["text", "html", "base_version", "why"].includes(name)));
  }

  stop() {
    window.clearTimeout(this.timer);
    this.keep();
    this.isDirty = false;
    this.isStopped = true;
  }

  say(words) {
    if (this.place && words) this.place.textContent = words;
  }

  post(body) {
    const isLight = body.toString().length < LIGHT;
    return fetch(this.words.autosaveUrl, {
      method: "POST",
      credentials: "same-origin",
      headers: { Accept: "application/json", "X-Requested-With": "fetch" },
      body,
      keepalive: isLight && document.visibilityState === "hidden",
    });
  }

  /** Words that an earlier page kept here and could not save: they go first, and are never lost:
   * on a newer version the server keeps them beside it. */
  async bringHome() {
    for (const [key, { fields }] of this.kept?.left() ?? []) {
      const body = new URLSearchParams(fields);
      body.set("csrfmiddlewaretoken", this.form.elements.namedItem("csrfmiddlewaretoken").value);
      try {
        const answer = await this.post(body);
        if (answer.redirected || ![200, 409].includes(answer.status)) return;
        this.kept.drop(key);
        const told = await answer.json();
        if (this.isDirty || this.isSending) continue;
        const version = this.form.elements.namedItem("base_version").value;
        if (told.merge) this.open(told.merge);
        else if (String(told.version) !== version) window.location.reload();
      } catch {
        return; // another time
      }
    }
  }

  async send() {
    if (this.isSending || this.isStopped) return;
    window.clearTimeout(this.timer);
    this.isSending = true;
    this.isDirty = false;
    this.say(this.words.saving);
    try {
      const answer = await this.post(new URLSearchParams(new FormData(this.form)));
      if (answer.redirected || answer.status === 403) await this.signedOut();
      else await this.read(answer);
    } catch {
      this.again(this.words.offline);
    } finally {
      this.isSending = false;
    }
    if (this.isDirty && !this.tries) this.later();
  }

  /** The session ended while somebody typed. Once they signed in again, in whatever window, their
   * page has a new token: with it this one goes on, and not a word is lost. */
  async signedOut() {
    const page = await fetch(window.location.href, { credentials: "same-origin" });
    const text = page.ok && !page.redirected ? await page.text() : "";
    const fresh = new DOMParser().parseFromString(text, "text/html")
      .querySelector("input[name=csrfmiddlewaretoken]");
    const token = this.form.elements.namedItem("csrfmiddlewaretoken");
    if (fresh && token) token.value = fresh.value;
    this.again(this.words.signedOut ?? this.words.failed);
  }

  async read(answer) {
    if (answer.ok) {
      const saved = await answer.json();
      const version = this.form.elements.namedItem("base_version");
      if (version && saved.version !== undefined) version.value = saved.version;
      this.tries = 0;
      this.say((this.words.saved ?? "%s").replace("%s", saved.at ?? ""));
      if (!this.isDirty) this.settled();
      return;
    }
    if (answer.status === 409) {
      const stale = await answer.json();
      this.tries = 0;
      if (this.isDirty) return; // typed on meanwhile: once that is there too, we go
      this.stop();
      this.settled();
      this.open(stale.merge);
      return;
    }
    if (answer.status === 422) {
      this.say((await answer.json()).error);
      return;
    }
    this.again(this.words.failed);
  }

  /** The server has every word: nothing is left to keep, or to warn of. */
  settled() {
    this.kept?.drop();
    this.form.dispatchEvent(new CustomEvent("cda:saved", { bubbles: true }));
  }

  open(path) {
    const page = new URL(path, window.location.href);
    if (page.origin === window.location.origin) window.location.assign(page.href);
  }

  again(words) {
    const wait = WAITS[Math.min(this.tries, WAITS.length - 1)];
    this.tries += 1;
    this.say((words ?? "").replace("%s", String(wait)));
    this.later(wait);
  }
}

document.querySelectorAll("form[data-autosave-url]").forEach((form) => new Autosave(form));

// The page of two texts has what was typed on this version: this device need not keep it.
document.querySelectorAll("[data-settles]").forEach(({ dataset }) => {
  const kept = new Kept(dataset.settles);
  for (const [key, { fields }] of kept.left()) {
    if (fields.some(([name, value]) => name === "base_version" && value === dataset.base)) kept.drop(key);
  }
});
