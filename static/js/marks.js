// A small row of buttons that put marks around what is selected. The text stays plain text:
// the same marks can be typed by hand, and a screen reader hears an ordinary field.

const MARKS = [
  ["markBold", (text) => `**${text}**`, 2],
  ["markItalic", (text) => `*${text}*`, 1],
  ["markHeading", (text) => atLineStart(text, "### ")],
  ["markList", (text) => atLineStart(text, "- ")],
  ["markQuote", (text) => atLineStart(text, "> ")],
  ["markLink", (text) => `[${text}](https://)`, 1],
];

function atLineStart(text, mark) {
  return text.split("\n").map((line) => mark + line).join("\n");
}

/** Lines are marked whole: the selection grows to where its lines begin and end. */
function wholeLines(field) {
  const { value, selectionStart, selectionEnd } = field;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const end = value.indexOf("\n", selectionEnd);
  field.setSelectionRange(start, end === -1 ? value.length : end);
}

function put(field, make, inside) {
  field.focus();
  if (inside === undefined) wholeLines(field);
  const { selectionStart: start, selectionEnd: end, value } = field;
  const picked = value.slice(start, end);
  const marked = make(picked);
  field.setRangeText(marked, start, end, "end");
  if (!picked && inside !== undefined) field.setSelectionRange(start + inside, start + inside);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function toolbar(field) {
  const bar = document.createElement("div");
  bar.className = "marks";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", field.dataset.marks);
  for (const [name, make, inside] of MARKS) {
    const words = field.dataset[name];
    if (!words) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-s";
    button.textContent = words;
    button.addEventListener("click", () => put(field, make, inside));
    bar.append(button);
  }
  field.before(bar);
}

document.querySelectorAll("textarea[data-marks]").forEach(toolbar);
