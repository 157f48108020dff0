// The APP on every page: its worker, the line "no signal", how many actions wait, leaving without traces.
const root = document.documentElement;
const frame = document.getElementById("device");
const { mark, key, worker } = frame.dataset;
const part = (name) => frame.querySelector(`[data-part="${name}"]`);
const keptAt = Number(root.dataset.keptAt);
const EVERY_MS = 60000;
const AHEAD_MS = 10 * 60000;
const QUIET_MS = 2000;

function clockWords(moment) {
  const sameDay = new Date().toDateString() === moment.toDateString();
  const day = sameDay ? {} : { month: "numeric", day: "numeric" };
  return moment.toLocaleString(root.lang, { ...day, hour: "2-digit", minute: "2-digit" });
}

function showLine() {
  const line = part("line");
  line.hidden = !keptAt && navigator.onLine;
  const words = keptAt ? line.dataset.asOf.replace("{time}", clockWords(new Date(keptAt))) : line.dataset.off;
  if (!line.hidden && line.textContent !== words) line.textContent = words;
}

async function ask(registration, message) {
  const target = registration?.active;
  if (!target) return;
  const { port1, port2 } = new MessageChannel();
  const done = new Promise((resolve) => (port1.onmessage = resolve));
  target.postMessage(message, [port2]);
  await Promise.race([done, new Promise((resolve) => setTimeout(resolve, 3000))]);
}

async function showWaiting() {
  const { all } = await import("./store.js");
  const own = (await all()).filter((item) => item.person === mark || !mark);
  const waiting = own.filter((item) => item.state === "waiting").length;
  const refused = mark ? own.filter((item) => item.state === "refused").length : 0;
  const bar = part("bar");
  bar.hidden = !(waiting || refused);
  const say = (words, n) => (n ? words.replace("{n}", n) : "");
  const texts = [say(bar.dataset.waiting, waiting), say(bar.dataset.refused, refused)];
  bar.querySelector("span").textContent = texts.filter(Boolean).join(" · ");
  return waiting;
}

async function sendWaiting() {
  if (!(await showWaiting()) || !mark) return;
  const { flush } = await import("./flush.js");
  await flush();
  await showWaiting();
}

// Leaving: what is not sent is shown first; then nothing of this person stays on the device.
async function leave(form) {
  const { waitingOf, forgetPerson } = await import("./store.js");
  if (!("leaveAnyway" in form.dataset) && (await waitingOf(mark)).length) {
    location.assign(`${frame.dataset.queue}#leaving`);
    return;
  }
  await forgetPerson(mark);
  localStorage.removeItem("ahead");
  await ask(await navigator.serviceWorker?.getRegistration(), { kind: "forget" });
  HTMLFormElement.prototype.submit.call(form);
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-leave]") || !mark || !globalThis.indexedDB) return;
  event.preventDefault();
  leave(event.target).catch(() => HTMLFormElement.prototype.submit.call(event.target));
});

function offerUpdate(registration) {
  const toast = part("update");
  if (!registration.waiting || !navigator.serviceWorker.controller) return;
  toast.hidden = false;
  toast.querySelector("button").onclick = () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting?.postMessage({ kind: "update" });
  };
}

async function keepAhead(registration) {
  const [old, at] = (localStorage.getItem("ahead") ?? "").split("@");
  if (keptAt || !navigator.onLine || (old === key && Date.now() - at < AHEAD_MS)) return;
  const { before } = await import("./flush.js");
  const facts = await before();
  if (facts.person !== mark) return;
  localStorage.setItem("ahead", `${key}@${Date.now()}`);
  await ask(registration, { kind: "ahead", mark, key, urls: facts.keep });
  root.dataset.ahead = "yes";
}

async function install() {
  const registration = await navigator.serviceWorker.register(worker);
  offerUpdate(registration);
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", () => offerUpdate(registration));
  });
  await navigator.serviceWorker.ready;
  setTimeout(() => keepAhead(registration).catch(() => {}), QUIET_MS);
}

showLine();
addEventListener("online", showLine);
addEventListener("offline", showLine);
if (isSecureContext && navigator.serviceWorker) {
  const begin = () => install().catch(() => {});
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin);
}
if (globalThis.indexedDB) {
  const send = () => sendWaiting().catch(() => {});
  addEventListener("online", send);
  document.addEventListener("visibilitychange", () => document.hidden || send());
  document.addEventListener("queue-changed", () => showWaiting());
  setInterval(send, EVERY_MS);
  send();
  if (document.querySelector("form[data-offline]")) import("./forms.js");
}
