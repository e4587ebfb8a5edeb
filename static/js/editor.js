// Puts the rich field in the place of the text area: once the page is there and idle, or as soon
// as somebody goes to write. When anything of it cannot be loaded, the text area stays as it is.
// Whoever prefers marks says so once, and this device remembers it.

const MARKS = "cda:marks";
const PATIENCE = 2000; // an idle moment comes within two seconds, or it is taken

/** When the page is there and nobody waits for it. */
function whenIdle(act) {
  const soon = window.requestIdleCallback ?? ((later) => window.setTimeout(later, 200));
  const idle = () => soon(act, { timeout: PATIENCE });
  if (document.readyState === "complete") idle();
  else window.addEventListener("load", idle, { once: true });
}

function prefersMarks() {
  try {
    return window.localStorage.getItem(MARKS) === "1";
  } catch {
    return false;
  }
}

/** The other way to write; what is typed is saved first, by the form itself. */
function offerSwitch(area, words, marks) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-s";
  button.textContent = words;
  button.dataset.switch = "";
  button.addEventListener("click", () => {
    try {
      if (marks) window.localStorage.setItem(MARKS, "1");
      else window.localStorage.removeItem(MARKS);
    } catch { /* a device that keeps nothing: only this once */ }
    area.form.requestSubmit();
  });
  area.form.querySelector("[data-switch-place]").append(button);
}

class Loader {
  constructor(area) {
    this.area = area;
    this.form = area.form;
    this.was = area.value;
    area.addEventListener("focus", () => this.load(), { once: true });
    whenIdle(() => this.load());
  }

  load() {
    this.loading ??= this.fetchAll().catch(() => { this.area.dataset.richState = "failed"; });
  }

  async fetchAll() {
    const { tiptap, schema, rich } = this.area.dataset;
    this.style();
    this.parts = await Promise.all([import(tiptap), import(schema), import(rich), this.text()]);
    this.begin();
  }

  async text() {
    const answer = await fetch(this.area.dataset.html, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    return answer.json();
  }

  /** Their words are on the way: once they are saved, and the hands are off, the field changes. */
  wait() {
    const { area, form } = this;
    area.dataset.richState = "waits";
    form.addEventListener("cda:saved", () => {
      const again = async () => {
        this.was = area.value;
        this.parts[3] = await this.text();
        this.begin();
      };
      if (document.activeElement === area) area.addEventListener("blur", () => again().catch(() => {}), { once: true });
      else again().catch(() => {});
    }, { once: true });
  }

  style() {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = this.area.dataset.sheet;
    document.head.append(sheet);
  }

  /** Not under the hands of somebody who types already: theirs is the plain field until it rests. */
  begin() {
    const [tiptap, schema, rich, text] = this.parts;
    const { area, form } = this;
    if (area.value !== this.was) {
      this.wait();
      return;
    }
    const refused = form.querySelector("[data-typed-html]"); // what was sent, and must be mended
    if (!refused) form.elements.namedItem("base_version").value = text.version;
    const parsed = new DOMParser().parseFromString(text.tools, "text/html");
    const tools = document.adoptNode(parsed.querySelector("[role=toolbar]"));
    const dialogs = document.adoptNode(parsed.querySelector("[data-dialogs]"));
    const hadFocus = document.activeElement === area;
    document.querySelector("main").append(dialogs);
    const field = rich.start({ tiptap, schema, form, area, tools, html: refused?.value ?? text.html, dialogs });
    this.swap();
    if (hadFocus) field.editor.commands.focus("end");
    area.dataset.richState = "ready";
    form.dispatchEvent(new CustomEvent("cda:rich", { detail: field }));
  }

  /** The plain field steps back: it is not shown, and not sent. */
  swap() {
    const { area } = this;
    area.hidden = true;
    area.disabled = true;
    area.closest(".field").querySelector(".marks")?.remove();
    document.getElementById(`${area.id}_helptext`).hidden = true;
    document.getElementById("id_rich_help").hidden = false;
    offerSwitch(area, area.dataset.useMarks, true);
  }
}

document.querySelectorAll("textarea[data-tiptap]").forEach((area) => {
  if (prefersMarks()) offerSwitch(area, area.dataset.useRich, false);
  else new Loader(area);
});
document.querySelectorAll("[data-late]").forEach(({ dataset }) => whenIdle(() => import(dataset.late).catch(() => {})));
