// Sections and pillars can be dragged, too. The buttons beside them do the same, by keyboard and by
// thumb.

/** One list whose rows change places: each form has its own, and no row goes into another. */
class Outline {
  constructor(form) {
    this.form = form;
    this.dragged = null;
    for (const row of form.querySelectorAll("[data-move]")) this.listen(row);
  }

  listen(row) {
    row.draggable = true;
    row.addEventListener("dragstart", (event) => {
      this.dragged = row;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.dataset.key);
    });
    row.addEventListener("dragend", () => {
      this.dragged = null;
      this.mark(null);
    });
    row.addEventListener("dragover", (event) => {
      const place = this.target(event);
      this.mark(place);
      if (place) event.preventDefault();
    });
    row.addEventListener("drop", (event) => {
      const place = this.target(event);
      if (!place) return;
      event.preventDefault();
      this.put(this.dragged, place);
    });
  }

  // The row under the pointer, and the half of it: what is dropped lands before or after it.
  target(event) {
    const row = event.target.closest?.("[data-move]");
    if (!this.dragged || !row || row === this.dragged) return null;
    const box = row.getBoundingClientRect();
    return { row, to: event.clientY > box.top + box.height / 2 ? "after" : "before" };
  }

  mark(place) {
    for (const row of this.form.querySelectorAll("[data-drop]")) delete row.dataset.drop;
    if (place) place.row.dataset.drop = place.to;
  }

  put(row, place) {
    for (const [name, value] of [["beside", place.row.dataset.key], ["to", place.to]]) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      this.form.append(field);
    }
    this.form.action = row.dataset.move;
    this.form.submit();
  }
}

document.querySelectorAll("form[data-outline]").forEach((form) => new Outline(form));
