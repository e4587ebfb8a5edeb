// What the rich field can hold: the same few elements that the server keeps, no other. The script
// of the editor is handed in, so that this file names no address of another one.

const BLOCKS = ["paragraph", "heading", "bulletList", "orderedList", "blockquote", "table", "figure"];
// As it is stored, and as the page shows it.
const PICTURE = /^(?:picture:|\/cities\/[\w-]+\/strategy\/pictures\/)([\w-]{22})\/?$/;
const INSIDE = "(paragraph | bulletList | orderedList)+";
const LINK = /^(https:\/\/|mailto:)[^\s<>"\\]+$/i;

export const isLink = (address) => LINK.test(address);

/** The id of a paragraph stays with its first part; a copy gets none, wherever it is put. */
function stableIds({ Extension, pm }) {
  const { Plugin } = pm.state;

  function places(doc) {
    const found = new Map();
    doc.forEach(({ attrs: { id } }, place) => { if (id) found.set(id, [...(found.get(id) ?? []), place]); });
    return found;
  }

  function withoutTwins(transactions, before, state) {
    if (!transactions.some((transaction) => transaction.docChanged)) return null;
    const { tr } = state;
    const were = places(before.doc);
    for (const [id, twins] of places(state.doc)) {
      if (twins.length < 2) continue;
      const home = transactions.reduce((place, { mapping }) => mapping.map(place), were.get(id)?.[0] ?? 0);
      const first = twins.includes(home) ? home : twins[0];
      for (const place of twins) if (place !== first) tr.setNodeAttribute(place, "id", null);
    }
    return tr.docChanged ? tr : null;
  }

  return Extension.create({
    name: "stableIds",
    addGlobalAttributes() {
      return [{
        types: BLOCKS,
        attributes: {
          id: {
            default: null,
            keepOnSplit: false,
            parseHTML: (element) => element.getAttribute("data-id"),
            renderHTML: ({ id }) => (id ? { "data-id": id } : {}),
          },
        },
      }];
    },
    addProseMirrorPlugins() {
      return [new Plugin({ appendTransaction: withoutTwins })];
    },
  });
}

/** Escape, then Tab, leaves the field: inside a list or a table Tab alone does something else. */
function wayOut({ Extension, pm }, { onEscape, onToolbar, onLink }) {
  const { Plugin } = pm.state;
  let isLeaving = false;

  function keydown(view, event) {
    if (event.key === "Tab" && isLeaving) return true;
    isLeaving = event.key === "Escape" || (isLeaving && event.key === "Shift");
    if (event.key === "Escape") onEscape();
    if (event.key === "F10" && event.altKey) {
      event.preventDefault();
      onToolbar();
      return true;
    }
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey) {
      event.preventDefault();
      onLink();
      return true;
    }
    return false;
  }

  return Extension.create({
    name: "wayOut",
    addProseMirrorPlugins() {
      const focus = () => { isLeaving = false; };
      return [new Plugin({ props: { handleDOMEvents: { keydown, focus } } })];
    },
  });
}

/** A footnote stands where it belongs, in small print: it is read, edited and searched in place. */
function footnote({ Mark }) {
  return Mark.create({
    name: "footnote",
    inclusive: false,
    parseHTML: () => [{ tag: "small" }],
    renderHTML: () => ["small", 0],
  });
}

function link({ Mark, Plugin }) {
  return Mark.create({
    name: "link",
    inclusive: false,
    addAttributes: () => ({ href: { default: null } }),
    parseHTML: () => [{ tag: "a[href]", getAttrs: (a) => isLink(a.getAttribute("href")) && null }],
    renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
    addProseMirrorPlugins() {
      const { editor, type } = this;
      // An address pasted over words makes them a link.
      const handlePaste = (view, event) => {
        const text = event.clipboardData?.getData("text/plain").trim() ?? "";
        if (view.state.selection.empty || !isLink(text)) return false;
        return editor.commands.setMark(type, { href: text });
      };
      return [new Plugin({ props: { handlePaste } })];
    },
  });
}

function orderedList({ Node, wrappingInputRule }) {
  return Node.create({
    name: "orderedList",
    group: "block list",
    content: "listItem+",
    addAttributes: () => ({
      start: { default: 1, parseHTML: (ol) => Number(ol.getAttribute("start") ?? 1) || 1 },
    }),
    parseHTML: () => [{ tag: "ol" }],
    renderHTML: ({ HTMLAttributes: { start, ...others } }) =>
      ["ol", start === 1 ? others : { start, ...others }, 0],
    addInputRules() {
      return [wrappingInputRule({ find: /^(\d{1,4})\.\s$/, type: this.type, getAttributes: ([, n]) => ({ start: Number(n) }) })];
    },
  });
}

/** A picture of ours with its words; `where` says under which address the page can show it. */
function figure({ Node }, where) {
  return Node.create({
    name: "figure",
    group: "block",
    content: "inline*",
    isolating: true,
    defining: true,
    draggable: true,
    addAttributes: () => ({ src: { default: null, rendered: false }, alt: { default: "", rendered: false } }),
    parseHTML: () => [{
      tag: "figure",
      contentElement: (element) => element.querySelector("figcaption") ?? document.createElement("p"),
      getAttrs: (element) => {
        const picture = element.querySelector("img");
        const src = picture?.getAttribute("src") ?? "";
        return PICTURE.test(src) && { src, alt: picture.getAttribute("alt") ?? "" };
      },
    }],
    renderHTML: ({ node, HTMLAttributes }) => {
      const picture = ["img", { src: node.attrs.src, alt: node.attrs.alt }];
      const caption = node.content.size ? [["figcaption", 0]] : [["figcaption", { hidden: "" }, 0]];
      return ["figure", HTMLAttributes, picture, ...caption];
    },
    addNodeView() {
      return ({ node }) => {
        const dom = document.createElement("figure");
        const picture = document.createElement("img");
        const contentDOM = document.createElement("figcaption");
        picture.draggable = false;
        dom.append(picture, contentDOM);
        const show = ({ attrs }) => {
          picture.src = where(attrs.src.match(PICTURE)[1]);
          picture.alt = attrs.alt;
        };
        show(node);
        const update = (next) => next.type === node.type && (show(next), true);
        return { dom, contentDOM, update };
      };
    },
    addKeyboardShortcuts() {
      const { name } = this;
      return {
        Enter: ({ editor }) => {
          const { $from } = editor.state.selection;
          if ($from.parent.type.name !== name) return false;
          const after = $from.after();
          return editor.chain().insertContentAt(after, { type: "paragraph" }).setTextSelection(after + 1).run();
        },
        Backspace: ({ editor }) => {
          const { $from, empty } = editor.state.selection;
          const { parent, parentOffset } = $from;
          return empty && parent.type.name === name && !parentOffset && editor.commands.deleteNode(name);
        },
      };
    },
  });
}

/** A heading of any level becomes one of our two. */
function heading({ Heading }) {
  return Heading.extend({
    parseHTML: () => [1, 2, 3, 4, 5, 6].map((n) => ({ tag: `h${n}`, attrs: { level: n > 3 ? 4 : 3 } })),
    addKeyboardShortcuts: () => ({}),
  }).configure({ levels: [3, 4] });
}

/** A table as it is stored, without widths; on a narrow screen it scrolls by itself. */
function table({ Table }) {
  return Table.extend({
    addNodeView: null,
    renderHTML: ({ HTMLAttributes }) => ["table", HTMLAttributes, ["tbody", 0]],
  });
}

/** An empty cell of the heading row says what it is for. That is no part of the text. */
function headings({ Extension, pm }, words) {
  const { Decoration, DecorationSet } = pm.view;

  function hint() {
    const span = document.createElement("span");
    span.className = "hint";
    span.textContent = words;
    return span;
  }

  function decorations({ doc }) {
    const hints = [];
    doc.forEach((node, offset) => {
      if (node.type.name !== "table") return;
      node.descendants((child, position) => {
        if (child.type.name === "tableHeader" && !child.textContent) {
          hints.push(Decoration.widget(offset + position + 3, hint, { side: 1 }));
        }
        return child.type.name === "tableRow";
      });
    });
    return DecorationSet.create(doc, hints);
  }

  /** A table without a cell is only its words: its like would stop the pasting. */
  function transformPasted(slice) {
    const { Fragment, Slice } = pm.model;
    const found = new Set();
    slice.content.descendants(({ type }) => { found.add(type.spec.tableRole); });
    if (!found.has("row") && !found.has("table")) return slice;
    if (found.has("cell") || found.has("header_cell")) return slice;
    const text = slice.content.textBetween(0, slice.content.size, " ");
    const { schema } = slice.content.firstChild.type;
    return text ? new Slice(Fragment.from(schema.text(text)), 0, 0) : Slice.empty;
  }

  return Extension.create({
    name: "headings",
    addProseMirrorPlugins: () => [new pm.state.Plugin({ props: { decorations, transformPasted } })],
  });
}

/** As many as the server keeps: a cell over a million columns would stop the page. */
function span(name, most) {
  const parseHTML = (element) => {
    const given = Number(element.getAttribute(name) ?? 1);
    return Number.isInteger(given) && given >= 1 && given <= most ? given : 1;
  };
  return { default: 1, parseHTML };
}

function cell(base) {
  return base.extend({
    content: INSIDE,
    addAttributes() {
      const { colwidth } = this.parent();
      return { colspan: span("colspan", 30), rowspan: span("rowspan", 99), colwidth: { ...colwidth, parseHTML: () => null, rendered: false } };
    },
  });
}

export function extensions(tiptap, { where, words, ...ways }) {
  const { Blockquote, Bold, BulletList, Document, Gapcursor, HardBreak, History } = tiptap;
  const { Italic, ListItem, Paragraph, Superscript, TableCell, TableHeader, TableRow, Text } = tiptap;
  return [
    Document, Paragraph, Text, Bold, Italic, Superscript, BulletList, TableRow, Gapcursor, History,
    Blockquote.extend({ content: INSIDE }),
    ListItem.extend({ content: "paragraph (paragraph | bulletList | orderedList)*" }),
    HardBreak.extend({ addKeyboardShortcuts() { return { "Shift-Enter": () => this.editor.commands.setHardBreak() }; } }),
    heading(tiptap), orderedList(tiptap), table(tiptap), cell(TableCell), cell(TableHeader),
    link(tiptap), footnote(tiptap), figure(tiptap, where), headings(tiptap, words.heading), stableIds(tiptap), wayOut(tiptap, ways),
  ];
}
