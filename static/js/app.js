// What every page has: focus where something happened, a few keys, a warning before text is lost.
// All of it is comfort: every page works without a script.

const status = document.getElementById("status");

/** Say it to people who listen to the page. */
function announce(words) {
  if (!status || !words) return;
  status.textContent = "";
  window.setTimeout(() => { status.textContent = words; }, 50);
}

function focusOnNews(root) {
  const news = root.querySelector?.(".errsum[data-focus]") ?? root.querySelector?.("[data-focus]");
  news?.focus();
}

/** Words next to the form: what failed, and that the text is still here. */
function sayBeside(element, words) {
  const form = element?.closest?.("form") ?? element;
  if (!form?.prepend) return;
  let line = form.querySelector(":scope > [data-trouble]");
  if (!line) {
    line = document.createElement("p");
    line.className = "err";
    line.dataset.trouble = "";
    form.prepend(line);
  }
  line.textContent = words;
  announce(words);
}

function isTyping(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest?.("form");
    if (form && form.method === "post") {
      event.preventDefault();
      form.requestSubmit();
    }
    return;
  }
  if (event.key === "Escape") {
    const menu = document.querySelector("details[data-menu][open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const keysAreOff = document.body.dataset.keys === "off";
  if (event.key === "/" && !keysAreOff) {
    const search = document.getElementById("q");
    if (search?.offsetParent) {
      event.preventDefault();
      search.focus();
    }
  }
});

document.addEventListener("click", (event) => {
  const menu = document.querySelector("details[data-menu][open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
});

// Unsaved text: only forms that ask for it, and only when something was typed.
const changed = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.hasAttribute("data-guard")) changed.add(form);
});
document.addEventListener("submit", (event) => { changed.delete(event.target); });
document.addEventListener("cda:saved", (event) => { changed.delete(event.target); });
window.addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});

document.addEventListener("htmx:afterSwap", (event) => {
  const swapped = event.detail.elt ?? event.target;
  announce(swapped.getAttribute?.("data-announce")
    ?? swapped.querySelector?.("[data-announce]")?.dataset.announce);
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.matches?.(".errsum")) event.target.focus();
  else focusOnNews(event.target);
});

// A tick shows its new state at once; when it could not be saved, it flips back and says so.
function undoTick(event, words) {
  const source = event.detail.requestConfig?.triggeringEvent?.target;
  if (source?.matches?.("input[type=checkbox]")) source.checked = !source.checked;
  sayBeside(event.target, words);
}
document.addEventListener("htmx:sendError", (event) => undoTick(event, document.body.dataset.offline));
document.addEventListener("htmx:responseError", (event) => undoTick(event, document.body.dataset.failed));

focusOnNews(document);
