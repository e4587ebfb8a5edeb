// Keeps what is typed: 1.5 seconds after the last key the form goes to the server with the version
// it was based on. The server refuses stale text (409) and says where both can be seen. Text waits
// in this page only: nothing is ever written to the device.

const QUIET = 1500;
const WAITS = [2, 5, 15];

class Autosave {
  constructor(form) {
    this.form = form;
    this.words = form.dataset;
    this.place = form.querySelector("[data-autosave-state]")
      ?? document.querySelector("[data-autosave-state]");
    this.timer = 0;
    this.tries = 0;
    this.isSending = false;
    this.isDirty = false;
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", () => this.later());
    form.addEventListener("submit", () => this.stop());
    window.addEventListener("online", () => { if (this.isDirty) this.send(); });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.isDirty) this.send();
    });
  }

  later(seconds = QUIET / 1000) {
    this.isDirty = true;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.send(), seconds * 1000);
  }

  stop() {
    window.clearTimeout(this.timer);
    this.isDirty = false;
    this.isStopped = true;
  }

  say(words) {
    if (this.place && words) this.place.textContent = words;
  }

  async send() {
    if (this.isSending || this.isStopped) return;
    window.clearTimeout(this.timer);
    this.isSending = true;
    this.isDirty = false;
    this.say(this.words.saving);
    try {
      const answer = await fetch(this.words.autosaveUrl, {
        method: "POST",
        credentials: "same-origin",
        headers: { Accept: "application/json", "X-Requested-With": "fetch" },
        body: new URLSearchParams(new FormData(this.form)),
        keepalive: document.visibilityState === "hidden",
      });
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
      if (!this.isDirty) this.form.dispatchEvent(new CustomEvent("cda:saved", { bubbles: true }));
      return;
    }
    if (answer.status === 409) {
      const stale = await answer.json();
      this.tries = 0;
      if (this.isDirty) return; // typed on meanwhile: once that is there too, we go
      this.stop();
      this.form.dispatchEvent(new CustomEvent("cda:saved", { bubbles: true }));
      const merge = new URL(stale.merge, window.location.href);
      if (merge.origin === window.location.origin) window.location.assign(merge.href);
      return;
    }
    if (answer.status === 422) {
      this.say((await answer.json()).error);
      return;
    }
    this.again(this.words.failed);
  }

  again(words) {
    const wait = WAITS[Math.min(this.tries, WAITS.length - 1)];
    this.tries += 1;
    this.say((words ?? "").replace("%s", String(wait)));
    this.later(wait);
  }
}

document.querySelectorAll("form[data-autosave-url]").forEach((form) => new Autosave(form));
