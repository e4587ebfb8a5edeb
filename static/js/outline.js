// Sections can be dragged, too. The buttons beside them do the same, by keyboard and by thumb.

const form = document.querySelector("[data-outline]");
let dragged = null;

// The row under the pointer, and the half of it: what is dropped lands before or after it.
function target(event) {
  const row = event.target.closest?.("[data-move]");
  if (!dragged || !row || row === dragged) return null;
  const box = row.getBoundingClientRect();
  return { row, to: event.clientY > box.top + box.height / 2 ? "after" : "before" };
}

function mark(place) {
  for (const row of form.querySelectorAll("[data-drop]")) delete row.dataset.drop;
  if (place) place.row.dataset.drop = place.to;
}

function put(row, place) {
  for (const [name, value] of [["beside", place.row.dataset.key], ["to", place.to]]) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  form.action = row.dataset.move;
  form.submit();
}

for (const row of form?.querySelectorAll("[data-move]") ?? []) {
  row.draggable = true;
  row.addEventListener("dragstart", (event) => {
    dragged = row;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", row.dataset.key);
  });
  row.addEventListener("dragend", () => {
    dragged = null;
    mark(null);
  });
  row.addEventListener("dragover", (event) => {
    const place = target(event);
    mark(place);
    if (place) event.preventDefault();
  });
  row.addEventListener("drop", (event) => {
    const place = target(event);
    if (!place) return;
    event.preventDefault();
    put(dragged, place);
  });
}
