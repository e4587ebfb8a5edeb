// Sections can be dragged, too. The buttons beside them do the same, by keyboard and by thumb.

const form = document.querySelector("[data-outline]");
let dragged = null;

function target(event) {
  const row = event.target.closest?.("[data-move]");
  return row && row !== dragged ? row : null;
}

function put(row, before) {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "before";
  field.value = before.dataset.key;
  form.append(field);
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
  row.addEventListener("dragover", (event) => {
    if (dragged && target(event)) event.preventDefault();
  });
  row.addEventListener("drop", (event) => {
    const before = target(event);
    if (!dragged || !before) return;
    event.preventDefault();
    put(dragged, before);
  });
}
