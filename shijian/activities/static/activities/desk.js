// The desk: the code on site, the camera, the search. Everything else works without this file.
import { offerCamera } from "../shijian/scan.js";
import { draw } from "./qr.js";
import { MINUTE_MS, minuteOf, siteCode } from "./site_code.js";

const EVERY_MS = 1000;
const isKept = "keptAt" in document.documentElement.dataset;

// The time of the server: from the page when it is fresh, else by the difference that was kept.
function offsetOf(box) {
  if (!isKept) localStorage.setItem("desk-offset", String(Number(box.dataset.now) - Date.now()));
  return Number(localStorage.getItem("desk-offset") ?? 0);
}

async function showCode(box, offset, shown) {
  const now = Date.now() + offset;
  const place = box.querySelector("[data-site-place]").value;
  box.querySelector("[data-site-progress]").value = Math.floor((now % MINUTE_MS) / 1000);
  const code = await siteCode(box.dataset.key, place, minuteOf(now));
  if (shown.code === code) return;
  shown.code = code;
  box.querySelector("[data-site-letters]").textContent = code;
  draw(box.querySelector("[data-site-qr]"), box.dataset.url.replace("CODE", code));
}

function search(text) {
  const words = text.trim().toLowerCase();
  for (const row of document.querySelectorAll("[data-desk-row]")) {
    row.hidden = !row.dataset.deskRow.toLowerCase().includes(words);
  }
}

const box = document.querySelector("[data-site-code]");
const offset = offsetOf(box);
const shown = {};
const tick = () => showCode(box, offset, shown).catch(() => {});
setInterval(tick, EVERY_MS);
tick();
document.querySelector("[data-desk-search]").addEventListener("input", (event) => search(event.target.value));
offerCamera(document.querySelector("[data-scan-form]"));
