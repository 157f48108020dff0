// The work list at a desk: a row opens beside the list. Without this file, and on a phone, the links lead to pages.
const shortcut = (key, act) => document.dispatchEvent(new CustomEvent("shortcut", { detail: { key, act } }));
const desk = matchMedia("(min-width: 64rem)");
const PARTS = ".toasts, #main > *, #main ~ aside > *";
const panel = () => document.getElementById("beside");
const links = () => [...document.querySelectorAll("[data-worklist] .list-main > a")];

function mark(link) {
  for (const row of document.querySelectorAll("[data-row][aria-current]")) row.removeAttribute("aria-current");
  link.closest("[data-row]")?.setAttribute("aria-current", "true");
}

function plain(event) {
  return event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-beside]");
  if (!link || !desk.matches || !plain(event) || !window.htmx) return;
  event.preventDefault();
  mark(link);
  panel().setAttribute("aria-busy", "true");
  htmx.ajax("GET", link.href, { target: "#beside", select: PARTS, swap: "innerHTML show:none" });
});

// What came from a page of its own becomes a part of this one: its heading is no longer the first of the page.
function settle() {
  const target = panel();
  target.removeAttribute("aria-busy");
  for (const old of target.querySelectorAll("h1")) {
    const heading = document.createElement("h2");
    heading.append(...old.childNodes);
    heading.tabIndex = -1;
    old.replaceWith(heading);
  }
  target.parentElement.scrollTop = 0;
  target.querySelector("h2[tabindex]")?.focus({ preventScroll: true });
}

function fail() {
  const link = document.querySelector("[data-row][aria-current] .list-main > a");
  if (link) location.assign(link.href);
}

function refresh() {
  const options = { target: "#worklist", select: "#worklist", swap: "outerHTML show:none" };
  htmx.ajax("GET", location.href, options);
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target === panel()) settle();
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.target !== panel()) return;
  if (!event.detail.successful && !event.detail.xhr?.status) fail();
  else if (event.detail.requestConfig?.verb === "post") refresh();
});
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.target === panel()) fail();
});

function move(step) {
  const all = links();
  const here = document.activeElement?.closest("[data-row]")?.querySelector(".list-main > a");
  const at = all.indexOf(here ?? document.querySelector("[data-row][aria-current] .list-main > a"));
  const next = all[at === -1 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)];
  next?.focus();
  next?.closest("[data-row]").scrollIntoView({ block: "nearest" });
}

shortcut("j", () => move(1));
shortcut("k", () => move(-1));

// Arrows move only where the focus is in the list already: elsewhere they scroll the page.
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !event.target.closest?.("[data-row] a, [data-row] button")) return;
  event.preventDefault();
  move(step);
});
