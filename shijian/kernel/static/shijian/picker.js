// Makes comboboxes of the fields of kernel/pickers.py, and a tree of units to choose from. Words go by post.
const WAIT_MS = 150;
let number = 0;

function body(pick, facts) {
  const data = new FormData();
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  data.set("csrfmiddlewaretoken", token?.value ?? "");
  for (const name of ["permission", "only"]) data.set(name, pick.dataset[name] ?? "");
  for (const [name, value] of Object.entries(facts)) data.set(name, value);
  return data;
}

async function load(pick, facts) {
  const answer = await fetch(pick.dataset.url, { method: "POST", body: body(pick, facts) }).catch(() => null);
  return answer?.ok && !answer.redirected ? answer.text() : "";
}

function begin(pick) {
  const input = pick.querySelector("input[type=text]");
  const key = pick.querySelector("[data-key]");
  const said = pick.querySelector("[data-said]");
  const status = pick.querySelector("[data-status]");
  if (!key || pick.dataset.ready) return;
  pick.dataset.ready = "yes";
  const list = document.createElement("div");
  list.id = `pick-${++number}`;
  list.className = "pick-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() ?? "");
  list.hidden = true;
  input.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) {
    input.setAttribute(name, value);
  }
  let timer;
  let asked = 0;
  const options = () => [...list.querySelectorAll("[role=option]")];
  const active = () => list.querySelector("[aria-selected=true]");

  const mark = (option) => {
    active()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(null);
  };
  const choose = (option) => {
    key.value = option.dataset.key;
    input.value = said.value = option.dataset.label;
    close();
    status.textContent = option.dataset.label;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const show = (html) => {
    list.innerHTML = html;
    options().forEach((option, at) => (option.id = `${list.id}-${at}`));
    list.hidden = !html.trim();
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = list.querySelector("[data-hits]")?.dataset.hits ?? "";
    mark(null);
  };
  const ask = async () => {
    const mine = ++asked;
    const words = input.value.trim();
    const html = words ? await load(pick, { words }) : "";
    if (mine === asked && document.activeElement === input) show(html);
  };
  const step = (by) => {
    const found = options();
    if (list.hidden || !found.length) return ask();
    const at = found.indexOf(active());
    return mark(found[(at < 0 && by < 0 ? found.length - 1 : at + by + found.length) % found.length]);
  };

  input.addEventListener("input", () => {
    key.value = said.value = "";
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", () => setTimeout(close, 150));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) step(by);
    if (event.key === "Escape" && !list.hidden) close();
    else if (!by && !(event.key === "Enter" && active())) return;
    event.preventDefault();
    if (event.key === "Enter") choose(active());
  });
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });

  const tree = pick.querySelector(".pick-tree");
  const level = tree?.querySelector("[data-level]");
  const open = async (at) => {
    level.innerHTML = await load(pick, { at, tree: "yes" });
  };
  tree?.addEventListener("toggle", () => {
    if (tree.open && !level.childElementCount) open(key.value);
  });
  level?.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.at === undefined) {
      choose(button);
      tree.open = false;
      input.focus();
    } else open(button.dataset.at).then(() => level.querySelector("button")?.focus());
  });
}

function beginAll(root) {
  for (const pick of root.querySelectorAll("[data-pick]")) begin(pick);
}

beginAll(document);
document.addEventListener("htmx:afterSwap", (event) => beginAll(event.detail.target));
