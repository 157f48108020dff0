// The command palette: Ctrl-K or / opens it. Words go to the server in the body of a post, never in an address.
const WAIT_MS = 150;
const dialog = document.getElementById("palette");

if (dialog) {
  const form = dialog.querySelector("form");
  const input = dialog.querySelector("[role=combobox]");
  const list = dialog.querySelector("[role=listbox]");
  const status = dialog.querySelector("[role=status]");
  let timer;
  let asked = 0;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const active = () => list.querySelector("[aria-selected=true]");

  const choose = (option) => {
    active()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  };

  const show = (html) => {
    list.innerHTML = html;
    const found = options();
    input.setAttribute("aria-expanded", String(found.length > 0));
    status.textContent = list.querySelector("[data-said]")?.dataset.said ?? "";
    choose(found[0]);
  };

  const ask = async () => {
    const number = ++asked;
    const answer = await fetch(dialog.dataset.url, { method: "POST", body: new FormData(form) }).catch(() => null);
    if (number !== asked || !dialog.open) return;
    if (answer?.redirected) location.reload();
    else if (answer?.ok) show(await answer.text());
  };

  const open = () => {
    if (document.querySelector("dialog[open]")) return;
    dialog.showModal();
    input.select();
    ask();
  };

  const step = (by) => {
    const found = options();
    const at = found.indexOf(active()) + by;
    if (found.length) choose(found[(at + found.length) % found.length]);
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) step(by);
    if (by || (event.key === "Enter" && active())) event.preventDefault();
    if (event.key === "Enter" && active()) location.assign(active().href);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });

  document.dispatchEvent(new CustomEvent("shortcut", { detail: { key: "/", act: open } }));
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".site-header a");
    if (link?.pathname !== new URL(form.action).pathname || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    open();
  });
}
