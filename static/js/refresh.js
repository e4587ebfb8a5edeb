// A table that is asked for again every minute: never while it is not seen, or somebody is in it.
// When the answer does not come, the caption says so and the old rows stay.

const hour = () => new Date().toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
let fresh = hour();

document.addEventListener("htmx:beforeRequest", (event) => {
  const rows = event.target.closest?.("[data-refresh]");
  if (rows && (document.hidden || rows.contains(document.activeElement))) event.preventDefault();
});

document.addEventListener("htmx:afterSwap", () => { fresh = hour(); });

function say(event) {
  const rows = event.target.closest?.("[data-refresh]");
  const caption = rows?.closest("table")?.querySelector("[data-refresh-caption]");
  if (!caption?.dataset.failed) return;
  caption.textContent = caption.dataset.failed.replace("%1", hour()).replace("%2", fresh);
  caption.classList.remove("vh");
}
document.addEventListener("htmx:sendError", say);
document.addEventListener("htmx:responseError", say);
