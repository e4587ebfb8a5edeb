// The rich field on top of the plain text area: a toolbar, three small dialogs, our few elements.
// It speaks with the form by one event: what is sent as `html` is what stands in the field.

const DEEPEST = 12;

/** One toolbar, one stop of the Tab key; arrows go from button to button. */
class Toolbar {
  constructor(root, editor, acts) {
    this.root = root;
    this.editor = editor;
    this.buttons = [...root.querySelectorAll("button[data-do]")];
    for (const button of this.buttons) {
      button.tabIndex = -1;
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", () => {
        if (button.getAttribute("aria-disabled") !== "true") acts[button.dataset.do](button);
      });
    }
    root.addEventListener("keydown", (event) => this.walk(event));
    editor.on("transaction", () => this.later());
    this.show();
    this.stop(this.seen()[0]);
  }

  seen() {
    return this.buttons.filter((button) => !button.closest("[hidden]"));
  }

  stop(button) {
    for (const other of this.buttons) other.tabIndex = other === button ? 0 : -1;
  }

  walk(event) {
    const buttons = this.seen();
    const here = buttons.indexOf(document.activeElement);
    const last = buttons.length - 1;
    const to = { ArrowRight: here === last ? 0 : here + 1, ArrowLeft: here > 0 ? here - 1 : last, Home: 0, End: last }[event.key];
    if (event.key === "Escape") this.editor.commands.focus();
    if (to === undefined || here === -1) return;
    event.preventDefault();
    this.stop(buttons[to]);
    buttons[to].focus();
  }

  focus() {
    this.buttons.find((button) => button.tabIndex === 0)?.focus();
  }

  later() {
    window.cancelAnimationFrame(this.frame);
    this.frame = window.requestAnimationFrame(() => this.show());
  }

  /** Which marks are on where the cursor stands, and which tools make sense there. */
  show() {
    const { editor } = this;
    for (const group of this.root.querySelectorAll("[data-when]")) {
      group.hidden = !editor.isActive(group.dataset.when);
    }
    for (const button of this.buttons) {
      const { is, level } = button.dataset;
      if (is) button.setAttribute("aria-pressed", String(editor.isActive(is, level ? { level: Number(level) } : {})));
    }
    if (!this.seen().some((button) => button.tabIndex === 0)) this.stop(this.seen()[0]);
  }
}

/** Ask something in a dialog; undefined when the person leaves it. `check` says what is wrong. */
function ask(dialog, values, check) {
  const form = dialog.querySelector("form");
  const fault = dialog.querySelector("[data-fault]");
  form.reset();
  fault.hidden = true;
  for (const [name, value] of Object.entries(values)) form.elements.namedItem(name).value = value;
  return new Promise((resolve) => {
    let answer;
    const say = (words) => {
      fault.textContent = words;
      fault.hidden = false;
      fault.focus();
    };
    const submit = async (event) => {
      event.preventDefault();
      const given = event.submitter?.value === "remove" ? "remove" : new FormData(form);
      const wrong = given === "remove" ? "" : await check(given);
      if (wrong) return say(wrong);
      answer = given;
      return dialog.close();
    };
    form.addEventListener("submit", submit);
    dialog.querySelector("[data-close]").onclick = () => dialog.close();
    dialog.addEventListener("close", () => {
      form.removeEventListener("submit", submit);
      resolve(answer);
    }, { once: true });
    dialog.showModal();
  });
}

class RichField {
  constructor({ tiptap, schema, form, area, tools, html, dialogs }) {
    Object.assign(this, { schema, form, area, dialogs, words: dialogs.dataset });
    const around = area.closest(".field");
    this.place = document.createElement("div");
    this.place.className = "rich";
    this.place.append(tools);
    area.before(this.place);
    this.editor = new tiptap.Editor({
      element: this.place,
      content: html,
      injectCSS: false,
      editorProps: { attributes: this.names(around), transformPastedHTML: tamed, handlePaste: (view, event) => this.pasted(event.clipboardData), handleDrop: (view, event) => this.pasted(event.dataTransfer) },
      extensions: schema.extensions(tiptap, {
        words: this.words,
        where: (key) => area.dataset.picture.replace(/[^/]+\/$/, `${key}/`),
        onEscape: () => this.announce(this.words.leave),
        onToolbar: () => this.toolbar.focus(),
        onLink: () => this.link(),
      }),
      onUpdate: () => area.dispatchEvent(new Event("input", { bubbles: true })),
    });
    this.toolbar = new Toolbar(tools, this.editor, this.acts());
    form.addEventListener("formdata", ({ formData }) => formData.set("html", this.editor.getHTML()));
    around.querySelector(`label[for=${area.id}]`).addEventListener("click", (event) => {
      if (event.target.closest("a, button")) return;
      event.preventDefault();
      this.editor.commands.focus();
    });
  }

  names(around) {
    const { area } = this;
    const label = around.querySelector(`label[for=${area.id}]`);
    label.id ||= `${area.id}_label`;
    return {
      id: `${area.id}_rich`,
      class: "in write prose",
      role: "textbox",
      "aria-multiline": "true",
      "aria-labelledby": label.id,
      "aria-describedby": "id_rich_help",
      lang: area.lang,
      spellcheck: "true",
    };
  }

  acts() {
    const run = (make) => () => make(this.editor.chain().focus()).run();
    return {
      bold: run((chain) => chain.toggleBold()),
      italic: run((chain) => chain.toggleItalic()),
      heading: (button) => run((chain) => chain.toggleHeading({ level: Number(button.dataset.level) }))(),
      bulletList: run((chain) => chain.toggleList("bulletList", "listItem")),
      orderedList: run((chain) => chain.toggleList("orderedList", "listItem")),
      blockquote: run((chain) => chain.toggleBlockquote()),
      undo: run((chain) => chain.undo()),
      redo: run((chain) => chain.redo()),
      link: () => this.link(),
      footnote: () => this.footnote(),
      picture: () => this.picture(),
      removePicture: run((chain) => chain.deleteNode("figure")),
      table: run((chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true })),
      rowAfter: run((chain) => chain.addRowAfter()),
      rowDelete: run((chain) => chain.deleteRow()),
      columnAfter: run((chain) => chain.addColumnAfter()),
      columnDelete: run((chain) => chain.deleteColumn()),
      headerRow: run((chain) => chain.toggleHeaderRow()),
      mergeOrSplit: run((chain) => chain.mergeOrSplit()),
      removeTable: run((chain) => chain.deleteTable()),
    };
  }

  dialog(name) {
    return this.dialogs.querySelector(`[data-dialog=${name}]`);
  }

  announce(words) {
    const status = document.getElementById("status");
    if (status) status.textContent = words;
  }

  async link() {
    const { editor } = this;
    const { href = "" } = editor.getAttributes("link");
    const isNew = editor.state.selection.empty && !href;
    const dialog = this.dialog("link");
    dialog.querySelector("[data-new]").hidden = !isNew;
    dialog.querySelector("[value=remove]").hidden = !href;
    const given = await ask(dialog, { href }, (data) => (this.schema.isLink(address(data)) ? "" : this.words.badLink));
    const chain = editor.chain().focus();
    if (given === "remove") chain.extendMarkRange("link").unsetMark("link").run();
    else if (given && isNew) chain.insertContent(marked(given.get("words").trim() || address(given), "link", { href: address(given) })).run();
    else if (given) chain.extendMarkRange("link").setMark("link", { href: address(given) }).run();
    else chain.run();
  }

  async footnote() {
    const { editor } = this;
    const { selection } = editor.state;
    if (editor.isActive("footnote")) editor.chain().focus().extendMarkRange("footnote").unsetMark("footnote").run();
    else if (!selection.empty) editor.chain().focus().setMark("footnote").run();
    else {
      const given = await ask(this.dialog("footnote"), {}, (data) => (data.get("words").trim() ? "" : this.words.emptyNote));
      const chain = editor.chain().focus();
      if (given) chain.insertContent(marked(given.get("words").trim(), "footnote"));
      chain.run();
    }
  }

  /** A new picture, or the words of the one where the cursor stands. */
  async picture(file) {
    const { editor } = this;
    const dialog = this.dialog("picture");
    const now = !file && editor.isActive("figure") ? editor.getAttributes("figure") : null;
    dialog.querySelector("[data-file]").hidden = Boolean(now || file);
    let made;
    const check = async (data) => {
      if (!data.get("alt").trim()) return this.words.emptyAlt;
      if (now) return "";
      if (file) data.set("file", file);
      if (!data.get("file")?.size) return this.words.emptyFile;
      made = await this.upload(data);
      return made.key ? "" : (made.error ?? this.words.failed);
    };
    const given = await ask(dialog, { alt: now?.alt ?? "" }, check);
    const chain = editor.chain().focus();
    const alt = given?.get("alt").trim();
    if (given && now) chain.updateAttributes("figure", { alt });
    else if (given) chain.insertContent([{ type: "figure", attrs: { src: `picture:${made.key}`, alt } }, { type: "paragraph" }]);
    chain.run();
  }

  async upload(data) {
    data.set("csrfmiddlewaretoken", this.form.elements.namedItem("csrfmiddlewaretoken").value);
    try {
      const answer = await fetch(this.area.dataset.upload, {
        method: "POST",
        credentials: "same-origin",
        headers: { Accept: "application/json", "X-Requested-With": "fetch" },
        body: data,
      });
      return await answer.json();
    } catch {
      return {};
    }
  }

  /** A picture from the clipboard needs its words first. Everything else is the editor's. */
  pasted(transfer) {
    const file = [...(transfer?.files ?? [])].find(({ type }) => type.startsWith("image/"));
    if (!file || transfer.types.includes("text/html")) return false;
    this.picture(file);
    return true;
  }
}

/** How deep the lists, quotes and tables of some HTML stand in each other. */
function depth(html) {
  let now = 0;
  let most = 0;
  for (const [, end] of html.matchAll(/<(\/?)(?:ul|ol|blockquote|table)\b/gi)) {
    now = Math.max(0, now + (end ? -1 : 1));
    most = Math.max(most, now);
  }
  return most;
}

/** Not for safety, for quiet: the policy of the page would report each style that it refuses. And
 * nobody writes lists in lists twenty deep: put into place they would keep the page for minutes. */
function tamed(html) {
  const flat = depth(html) > DEEPEST ? html.replace(/<\/?(ul|ol|li|blockquote|table|thead|tbody|tr|td|th)\b[^>]*>/gi, "<br>") : html;
  return flat.replace(/<style\b[\s\S]*?(<\/style>|$)/gi, "")
    .replace(/<base\b[^>]*>/gi, "")
    .replace(/\sstyle\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, " ");
}

function address(data) {
  const typed = data.get("href").trim();
  if (/^[\w.+-]+@[\w-]+(\.[\w-]+)+$/.test(typed)) return `mailto:${typed}`;
  return /^[\w-]+(\.[\w-]+)+(\/|$)/.test(typed) ? `https://${typed}` : typed;
}

function marked(text, type, attrs = {}) {
  return { type: "text", text, marks: [{ type, attrs }] };
}

export function start(parts) {
  return new RichField(parts);
}
