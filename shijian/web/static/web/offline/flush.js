// Sends what waits: one tab at a time, in the order in which it was done, each action under its own id.
import { all, lease, put, release, setFact } from "./store.js";

const PATIENCE_MS = 20000;
const LEASE_MS = 30000;
const BEFORE = "/queue/before/";

async function alone(work, wait) {
  if (navigator.locks) {
    return navigator.locks.request("shijian-queue", { ifAvailable: !wait }, (lock) => (lock ? work() : null));
  }
  while (!(await lease(LEASE_MS))) {
    if (!wait) return null;
    await new Promise((go) => setTimeout(go, 300));
  }
  try {
    return await work();
  } finally {
    await release();
  }
}

// Who is logged in, a token, the time of the server: asked anew before each flush, since a login changes the token.
export async function before() {
  const response = await fetch(BEFORE, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
  const facts = await response.json();
  facts.offset = facts.now - Date.now();
  await setFact("offset", facts.offset);
  return facts;
}

// When it was done and what time it is, both by this device's clock, set right by what the server last said.
async function send(item, facts, direct) {
  const now = Date.now() + facts.offset;
  const headers = {
    "Idempotency-Key": item.id,
    "X-CSRFToken": facts.token,
    "Queued-At": String(direct ? now : item.at + (item.offset ?? facts.offset)),
    "Queued-Now": String(now),
  };
  if (direct) headers["Queued-Direct"] = "yes";
  const body = new URLSearchParams(item.fields);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const response = await fetch(item.url, { method: "POST", body, headers, redirect: "error", signal });
  if (!response.headers.get("Content-Type")?.includes("json")) throw new Error(`no answer: ${response.status}`);
  return response.json();
}

async function settle(item, outcome) {
  if (outcome.state === "login") return;
  const { state, text = "", url = "" } = outcome;
  const fields = state === "refused" ? item.fields : [];
  await put({ ...item, state, reason: text, result: url, fields, doneAt: Date.now() });
}

const groupOf = (item) => item.url.replace(/[^/]+\/$/, "");

// A later action on the same thing waits for an earlier one that could not be sent; others go on.
async function sendAll() {
  let facts = null;
  const stuck = new Set();
  for (;;) {
    const waits = (item) => item.state === "waiting" && !stuck.has(groupOf(item));
    const rows = (await all()).filter((item) => waits(item) && (!facts || item.person === facts.person));
    if (!rows.length) return "done";
    facts ??= await before();
    const item = rows.find((row) => row.person === facts.person);
    if (!item) return "login";
    try {
      await settle(item, await send(item, facts, false));
    } catch (error) {
      if (error.name === "TypeError" || error.name === "TimeoutError") return "no signal";
    }
    if ((await all()).find((row) => row.number === item.number)?.state === "waiting") stuck.add(groupOf(item));
  }
}

export async function flush() {
  try {
    return await alone(sendAll, false);
  } catch {
    return "no signal";
  }
}

// One action at once, while its page waits for the answer; null when the answer did not come.
export function sendNow(item) {
  const work = async () => {
    const now = (await all()).find((row) => row.number === item.number);
    if (now?.state !== "waiting") return { state: now?.state ?? "sent", url: now?.result, told: true };
    const facts = await before();
    return facts.person === item.person ? send(now, facts, true) : { state: "login" };
  };
  return alone(work, true).catch(() => null);
}
