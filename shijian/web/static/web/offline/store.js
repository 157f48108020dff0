// What waits on this device, in IndexedDB: one row an action, a few facts beside. Other tabs hear of each change.
const NAME = "shijian";
const news = "BroadcastChannel" in globalThis ? new BroadcastChannel("shijian-queue") : null;
let opened;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("queue", { keyPath: "number", autoIncrement: true });
      request.result.createObjectStore("facts");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function run(name, mode, work) {
  const transaction = (await database()).transaction(name, mode, { durability: "strict" });
  const request = work(transaction.objectStore(name));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

export function tell() {
  news?.postMessage("changed");
  document.dispatchEvent(new CustomEvent("queue-changed"));
}

news?.addEventListener("message", () => document.dispatchEvent(new CustomEvent("queue-changed")));

export const all = () => run("queue", "readonly", (store) => store.getAll());
export const fact = (name) => run("facts", "readonly", (store) => store.get(name));
export const setFact = (name, value) => run("facts", "readwrite", (store) => store.put(value, name));
export const waitingOf = async (person) =>
  (await all()).filter((item) => item.person === person && item.state === "waiting");

export async function put(item) {
  const number = await run("queue", "readwrite", (store) => store.put(item));
  tell();
  return { ...item, number };
}

export async function remove(number) {
  await run("queue", "readwrite", (store) => store.delete(number));
  tell();
}

export async function forgetPerson(person) {
  for (const item of await all()) if (item.person === person) await remove(item.number);
}

// Only one may send at a time. `work` reads and writes inside one transaction, so that two tabs never both win.
export async function lease(milliseconds) {
  let won = false;
  await run("facts", "readwrite", (store) => {
    const request = store.get("lease");
    request.onsuccess = () => {
      if ((request.result ?? 0) > Date.now()) return;
      won = true;
      store.put(Date.now() + milliseconds, "lease");
    };
    return request;
  });
  return won;
}

export const release = () => setFact("lease", 0);

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `q-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
