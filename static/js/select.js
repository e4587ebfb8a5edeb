/* Words that are selected in a paragraph go into the form for remarks. Without this script they
   are typed there, and the paragraph is chosen from a list. */

const form = document.getElementById("comment");
const block = form?.elements.block;
const quote = form?.elements.quote;
const LONGEST = 300;

function home(node) {
  const element = node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement;
  return element?.closest("[data-block]");
}

function take() {
  const chosen = document.getSelection();
  const words = chosen?.toString().replace(/\s+/g, " ").trim();
  const place = home(chosen?.anchorNode);
  if (!words || words.length > LONGEST || !place || home(chosen.focusNode) !== place) return;
  block.value = place.dataset.block;
  quote.value = words;
}

if (block && quote) {
  document.addEventListener("pointerup", take);
  document.addEventListener("keyup", (event) => {
    if (event.shiftKey || event.key === "Shift") take();
  });
}
