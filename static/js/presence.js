// Says every half minute that this page is open, and hears who else is there and who has the pen.
// Who begins to write takes the pen; who leaves puts it down. It warns and never forbids.

const EVERY = 30_000;
const WRITING = 60_000; // a pause of a minute, and the pen is not renewed

class Presence {
  constructor(place) {
    this.place = place;
    this.form = document.getElementById(place.dataset.presenceOf);
    this.wrote = -Infinity;
    this.isMine = place.dataset.mine === "1";
    this.form.addEventListener("input", () => {
      const isNew = performance.now() - this.wrote > WRITING;
      this.wrote = performance.now();
      if (isNew || !this.isMine) this.soon();
    });
    place.addEventListener("submit", (event) => {
      if (!event.target.matches("[data-pen]")) return;
      event.preventDefault();
      this.say(event.target.elements.namedItem("act").value);
    });
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("pageshow", ({ persisted }) => { if (persisted) this.say(); });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.say();
    });
    window.setInterval(() => this.say(), EVERY);
    this.say();
  }

  fields(act) {
    const token = this.form.elements.namedItem("csrfmiddlewaretoken").value;
    return new URLSearchParams({ act, csrfmiddlewaretoken: token });
  }

  get act() {
    return performance.now() - this.wrote < WRITING ? "write" : "here";
  }

  /** Not on every key: while one question is on its way the next ones wait for its answer. */
  soon() {
    if (this.isAsking || this.timer) return;
    this.timer = window.setTimeout(() => {
      this.timer = undefined;
      this.say();
    }, this.isMine || this.wasTold ? 5000 : 0);
    this.wasTold = true;
  }

  async say(act = this.act) {
    if (this.isAsking) {
      if (act !== "here") this.next = act;
      return;
    }
    this.isAsking = true;
    try {
      const answer = await fetch(this.place.dataset.presenceUrl, {
        method: "POST",
        credentials: "same-origin",
        headers: { Accept: "application/json", "X-Requested-With": "fetch" },
        body: this.fields(act),
      });
      if (answer.ok && !answer.redirected) this.show(await answer.json());
    } catch {
      // No connection: the next half minute tries again.
    } finally {
      this.isAsking = false;
    }
    if (this.next) {
      const { next } = this;
      this.next = undefined;
      this.say(next);
    }
  }

  /** Only what changed is shown again: it is read aloud, and a button may have the focus. */
  show({ html, mine }) {
    this.isMine = mine;
    const text = new DOMParser().parseFromString(html, "text/html");
    text.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => input.remove());
    const words = text.body.textContent.replace(/\s+/g, " ").trim();
    if (words === this.shown) return;
    this.shown = words;
    this.place.replaceChildren(...[...text.body.childNodes].map((node) => document.adoptNode(node)));
  }

  leave() {
    navigator.sendBeacon(this.place.dataset.presenceUrl, this.fields("leave"));
  }
}

document.querySelectorAll("[data-presence-url]").forEach((place) => new Presence(place));
