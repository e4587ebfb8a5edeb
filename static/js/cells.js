// The plan's table by keyboard: Escape leaves a cell as it was, arrows go from cell to cell.
// Opening, saving and the way back of the focus are the server's and htmx's.

const SIDES = { ArrowLeft: -1, ArrowRight: 1 };
const ROWS = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" };

function cellsOf(row) {
  return [...(row?.querySelectorAll("a.cl") ?? [])];
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const cancel = event.target.closest?.("form[data-cell]")?.querySelector("[data-cancel]");
    if (cancel) {
      event.preventDefault();
      cancel.click();
    }
    return;
  }
  if (!event.target.matches?.("[data-cells] a.cl") || event.ctrlKey || event.metaKey || event.altKey) return;
  const row = event.target.closest("tr");
  const place = cellsOf(row).indexOf(event.target);
  const next = event.key in SIDES ? cellsOf(row)[place + SIDES[event.key]]
    : event.key in ROWS ? cellsOf(row[ROWS[event.key]])[place] : null;
  if (next) {
    event.preventDefault();
    next.focus();
  }
});
