// The page of what waits: each action with its state; a refused one stays until its person puts it away.
import { flush } from "./flush.js";
import { all, put, remove } from "./store.js";

const { mark } = document.getElementById("device").dataset;
const list = document.getElementById("queue-list");
const show = (id, shown) => (document.getElementById(id).hidden = !shown);

function clockWords(item) {
  return new Date(item.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
}

function rowOf(item) {
  const row = document.getElementById("queue-row").content.firstElementChild.cloneNode(true);
  const set = (name, text) => (row.querySelector(`[data-slot="${name}"]`).textContent = text);
  set("what", [item.what, item.about].filter(Boolean).join(" · "));
  set("time", clockWords(item));
  set("reason", item.reason ?? "");
  for (const badge of row.querySelectorAll("[data-state]")) badge.hidden = badge.dataset.state !== item.state;
  row.querySelector('[data-slot="result"]').hidden = !item.result;
  row.querySelector('[data-slot="result"]').href = item.result || "#";
  const button = row.querySelector('[data-slot="away"]');
  button.hidden = item.state === "waiting";
  button.onclick = () => remove(item.number);
  const again = row.querySelector('[data-slot="again"]');
  again.hidden = item.state !== "refused";
  again.onclick = () => retry(item);
  return row;
}

// A new try is a new action with an id of its own: the answer to the old one stands.
async function retry(item) {
  const { newId } = await import("./store.js");
  await put({ ...item, id: newId(), state: "waiting", reason: "", result: "" });
  await send();
}

async function draw() {
  const rows = await all();
  const own = rows.filter((item) => mark && item.person === mark);
  const waiting = own.some((item) => item.state === "waiting");
  list.replaceChildren(...[...own].reverse().map(rowOf));
  show("queue-list", own.length);
  show("queue-none", !own.length && !(rows.length && !mark));
  show("queue-send", waiting);
  show("queue-others", mark && rows.some((item) => item.person !== mark && item.state === "waiting"));
  show("queue-login", !mark && rows.some((item) => item.state === "waiting"));
  show("queue-leaving", waiting && location.hash === "#leaving");
}

async function send() {
  const answer = await flush();
  show("queue-no-signal", answer === "no signal");
  show("queue-expired", answer === "login");
  await draw();
}

document.getElementById("queue-send").onclick = send;
for (const button of document.querySelectorAll("[data-send]")) button.onclick = send;
document.addEventListener("queue-changed", draw);
addEventListener("hashchange", draw);
await draw();
list.dataset.drawn = "yes";
