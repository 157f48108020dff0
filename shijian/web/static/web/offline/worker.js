// The service worker. The view puts `APP` in front of it: version, shell (static files), days that a page may be shown.
const SHELL = `shell-${APP.version}`;
const ASSETS = "assets";
const PAGES = "pages-";
const NOWHERE = "/offline/";
const KEY = "/shell-key";
const FRESH_MS = 10 * 60 * 1000;
const LIFE_MS = APP.days * 24 * 60 * 60 * 1000;
const MOST = { pages: 60, assets: 150 };
let goneAt = 0;

const boxOf = (mark) => `${PAGES}${mark || "visitor"}`;
const boxes = async () => (await caches.keys()).filter((name) => name.startsWith(PAGES));

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

async function install() {
  const shell = await caches.open(SHELL);
  await shell.addAll(APP.shell.map((url) => new Request(url, { cache: "no-cache" })));
  await shell.put(NOWHERE, await fetch(NOWHERE, { credentials: "omit", cache: "no-cache" }));
}

// Files of an older shell stay at hand for the pages that were kept with them.
async function activate() {
  const assets = await caches.open(ASSETS);
  for (const name of await caches.keys()) {
    if (!name.startsWith("shell-") || name === SHELL) continue;
    const old = await caches.open(name);
    for (const request of await old.keys()) await assets.put(request, await old.match(request));
    await caches.delete(name);
  }
  await prune(assets, MOST.assets);
  await self.clients.claim();
}

async function prune(cache, most) {
  const keys = await cache.keys();
  for (const request of keys.slice(0, Math.max(0, keys.length - most))) await cache.delete(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (url.pathname.startsWith("/static/")) event.respondWith(asset(event));
});

async function asset(event) {
  const shell = await (await caches.open(SHELL)).match(event.request);
  if (shell) return shell;
  const assets = await caches.open(ASSETS);
  try {
    const response = await fetch(event.request);
    if (response.ok) event.waitUntil(assets.put(event.request, response.clone()));
    return response;
  } catch (error) {
    const old = await assets.match(event.request);
    if (old) return old;
    throw error;
  }
}

async function page(event) {
  const { url } = event.request;
  const begun = Date.now();
  try {
    const response = await fetch(event.request);
    event.waitUntil(note(url, response.clone(), begun));
    return response;
  } catch {
    return (await kept(url)) ?? (await nowhere());
  }
}

// A page of somebody else, or of nobody, ends what was kept for the one before: no page of his stays.
async function note(url, response, begun) {
  const mark = response.headers.get("Device-Mark");
  if (mark === null || begun < goneAt) return;
  for (const name of await boxes()) {
    if (name !== boxOf(mark)) await caches.delete(name);
  }
  if (response.headers.get("Device-Keep") === "yes" && !response.redirected) await keep(url, response, begun);
}

async function keep(url, response, begun) {
  const mark = response.headers.get("Device-Mark");
  const headers = new Headers(response.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  headers.set("Kept-At", String(Date.now()));
  const body = await response.text();
  if (begun < goneAt) return;
  const box = await caches.open(boxOf(mark));
  await box.delete(plain(url));
  await box.put(plain(url), new Response(body, { headers }));
  await prune(box, MOST.pages);
}

const plain = (url) => url.split("#")[0];
const ageOf = (response) => Math.abs(Date.now() - Number(response.headers.get("Kept-At")));

async function kept(url) {
  for (const name of await boxes()) {
    const box = await caches.open(name);
    const found = await box.match(plain(url));
    if (!found) continue;
    if (ageOf(found) > LIFE_MS) await box.delete(plain(url));
    else return stamped(found);
  }
  return null;
}

async function stamped(found) {
  const at = found.headers.get("Kept-At");
  const text = await found.text();
  return new Response(text.replace("<html ", `<html data-kept-at="${at}" `), { headers: found.headers });
}

async function nowhere() {
  for (const name of await boxes()) {
    const own = await (await caches.open(name)).match(NOWHERE);
    if (own) return own;
  }
  return (await (await caches.open(SHELL)).match(NOWHERE)) ?? Response.error();
}

self.addEventListener("message", (event) => {
  const { kind } = event.data;
  if (kind === "update") self.skipWaiting();
  if (kind === "forget") event.waitUntil(forget(event.ports[0]));
  if (kind === "ahead") event.waitUntil(ahead(event.data, event.ports[0]));
});

async function forget(port) {
  goneAt = Date.now() + 1;
  for (const name of await boxes()) await caches.delete(name);
  port?.postMessage("done");
}

// Tasks and the shell in the person's own display, for the time without signal.
async function ahead({ mark, key, urls }, port) {
  const begun = Date.now();
  const box = await caches.open(boxOf(mark));
  const same = (await (await box.match(KEY))?.text()) === key;
  for (const url of [...urls, NOWHERE]) {
    const old = await box.match(new URL(url, location.origin).href);
    if (!same || !old || ageOf(old) > FRESH_MS) await fetchAhead(url, mark, begun);
  }
  if (begun >= goneAt) await box.put(KEY, new Response(key));
  for (const request of await box.keys()) {
    const old = await box.match(request);
    if (old.headers.has("Kept-At") && ageOf(old) > LIFE_MS) await box.delete(request);
  }
  port?.postMessage("done");
}

async function fetchAhead(url, mark, begun) {
  try {
    const response = await fetch(url);
    const owner = response.headers.get("Device-Mark");
    if (response.ok && !response.redirected && owner === mark) {
      await keep(new URL(url, location.origin).href, response, begun);
    }
  } catch {
    // No signal just now: the next visit tries again.
  }
}
