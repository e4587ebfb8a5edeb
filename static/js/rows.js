// "Add another": copies a <template> row, gives it the next number, puts the focus into it.
// Without a script the server offers empty rows instead.

function number(fragment, index) {
  for (const element of fragment.querySelectorAll("*")) {
    for (const name of ["name", "id", "for", "value", "aria-describedby", "aria-labelledby"]) {
      const value = element.getAttribute(name);
      if (value?.includes("__prefix__") || value?.includes("__n__")) {
        element.setAttribute(name, value.replaceAll("__prefix__", index).replaceAll("__n__", index));
      }
    }
  }
}

function removeRow(row, box) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  const gone = row.querySelector("input[name$='-DELETE']");
  if (gone) {
    gone.checked = true;
    row.hidden = true;
  } else {
    row.replaceChildren();
    row.hidden = true;
  }
  (next?.querySelector("input, select, textarea") ?? box.querySelector("[data-rows-add]")).focus();
}

function prepare(row, box) {
  const button = row.querySelector("[data-rows-remove]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => removeRow(row, box));
}

function start(box) {
  const list = box.querySelector("[data-rows-list]");
  const template = box.querySelector("template[data-rows-template]");
  const add = box.querySelector("[data-rows-add]");
  const total = box.querySelector("input[name$='-TOTAL_FORMS']");
  let count = total ? Number(total.value) : list.children.length;
  for (const row of list.children) prepare(row, box);
  add.hidden = false;
  add.addEventListener("click", () => {
    const fragment = template.content.cloneNode(true);
    number(fragment, String(count));
    const row = fragment.firstElementChild;
    list.append(fragment);
    prepare(row, box);
    count += 1;
    if (total) total.value = String(count);
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
}

document.querySelectorAll("[data-rows]").forEach(start);
