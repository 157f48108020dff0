// Single keys as short cuts. They never act while somebody types, and can be switched off in the help (WCAG 2.1.4).
// Other modules ask for one by the event "shortcut" with { key, act }: an import would load this file a second time
// beside its hashed name.
const OFF = "keys-off";
const TYPING = "input, textarea, select, [contenteditable], [role=combobox]";
const acts = new Map();

function enabled() {
  return localStorage.getItem(OFF) === null;
}

document.addEventListener("shortcut", (event) => acts.set(event.detail.key, event.detail.act));

function typing(event) {
  return event.isComposing || event.target.closest?.(TYPING) || document.querySelector("dialog[open]");
}

document.addEventListener("keydown", (event) => {
  const act = acts.get(event.key);
  if (!act || !enabled() || event.altKey || event.ctrlKey || event.metaKey || typing(event)) return;
  event.preventDefault();
  act();
});

const help = document.getElementById("keys");
if (help) {
  const box = help.querySelector("[data-keys-on]");
  box.checked = enabled();
  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
  });
  acts.set("?", () => help.showModal());
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys]")) help.showModal();
  });
}
