// Forms that may be sent without signal (`data-offline`): written down on the device first, then sent.
import { sendNow } from "./flush.js";
import { all, fact, newId, put, remove } from "./store.js";

const frame = document.getElementById("device");
const person = frame.dataset.mark;
const pageIsKept = "keptAt" in document.documentElement.dataset;
const actionOf = (form) => new URL(form.getAttribute("action") || location.pathname, location.href).pathname;

function aboutOf(form, data) {
  return form.dataset.offlineAbout || String(data.get(form.dataset.offlineField) ?? "");
}

async function itemOf(form, submitter) {
  const data = new FormData(form, submitter);
  const id = newId();
  if (data.has("idempotency_key")) data.set("idempotency_key", id);
  const fields = [...data].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
  const words = { what: form.dataset.offline, about: aboutOf(form, data) };
  const times = { at: Date.now(), offset: await fact("offset") };
  return { id, person, url: actionOf(form), fields, ...words, ...times, state: "waiting" };
}

function sendPlainly(form, submitter) {
  if (submitter?.name) {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: submitter.name });
    field.value = submitter.value;
    form.append(field);
  }
  HTMLFormElement.prototype.submit.call(form);
}

async function take(form, submitter) {
  let item;
  try {
    item = await put(await itemOf(form, submitter));
  } catch {
    sendPlainly(form, submitter);
    return;
  }
  const outcome = pageIsKept || !navigator.onLine ? null : await sendNow(item);
  if (!outcome) wait(form);
  else await follow(form, submitter, item, outcome);
}

// The answer is the page that the form leads to; a form with mistakes is sent plainly, so that its page shows them.
async function follow(form, submitter, item, outcome) {
  if (outcome.state === "login") {
    location.assign(`${frame.dataset.login}?next=${encodeURIComponent(location.pathname)}`);
    return;
  }
  if (!outcome.told) await remove(item.number);
  if (outcome.url) location.assign(outcome.url);
  else if (outcome.state === "refused" && !outcome.told) sendPlainly(form, submitter);
  else location.assign(frame.dataset.queue);
}

function wait(form) {
  delete form.dataset.sending;
  const notice = document.getElementById("device-waits").content.firstElementChild.cloneNode(true);
  form.before(notice);
  if ("offlineAgain" in form.dataset) form.reset();
  else form.hidden = true;
  openNext(form);
  notice.focus();
}

// After a check-in that waits, the check-out may be done as well.
function openNext(form) {
  for (const next of document.querySelectorAll(`[data-offline-after="${actionOf(form)}"]`)) next.hidden = false;
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.matches("form[data-offline]") || !person || !globalThis.indexedDB) return;
    event.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = "yes";
    take(form, event.submitter);
  },
  true,
);

// A kept page does not know what was done since: what waits is not offered again.
const rows = person && globalThis.indexedDB ? await all().catch(() => []) : [];
const waiting = new Set(rows.filter((row) => row.state === "waiting" && row.person === person).map((row) => row.url));
for (const form of document.querySelectorAll("form[data-offline]:not([data-offline-again])")) {
  if (waiting.has(actionOf(form))) wait(form);
}
