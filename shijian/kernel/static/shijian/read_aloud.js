// Reads a page aloud piece by piece: engines stop in the middle of long texts. Only on pages that ask for it.
const PIECES = "h1, h2, h3, p, li, dt, dd, figcaption";
const SILENT = ".read-aloud, .no-print, .visually-hidden, button, form, nav, [hidden]";
const box = document.querySelector("[data-read-aloud]");
const engine = window.speechSynthesis;
let pieces = [];
let position = 0;
let running = 0;

function part(name) {
  return box.querySelector(`[data-read="${name}"]`);
}

function show(state) {
  part("start").hidden = state !== "still";
  part("pause").hidden = state !== "reading";
  part("resume").hidden = state !== "paused";
  part("stop").hidden = state === "still";
}

function mark(piece) {
  document.querySelector(".reading")?.classList.remove("reading");
  piece?.classList.add("reading");
  piece?.scrollIntoView({ block: "nearest" });
}

function readable(piece) {
  const shown = piece.checkVisibility ? piece.checkVisibility() : piece.offsetParent !== null;
  return shown && !piece.closest(SILENT) && !piece.querySelector(PIECES) && piece.innerText.trim() !== "";
}

function stop() {
  running += 1;
  engine.cancel();
  mark(null);
  show("still");
}

function failed() {
  stop();
  part("status").textContent = part("status").dataset.failed;
}

function readOn(run) {
  if (run !== running) return;
  if (position >= pieces.length) {
    stop();
    return;
  }
  const piece = pieces[position];
  const words = new SpeechSynthesisUtterance(piece.innerText);
  words.lang = document.documentElement.lang.startsWith("zh") ? "zh-CN" : document.documentElement.lang;
  words.rate = 0.9;
  words.onend = () => {
    position += 1;
    readOn(run);
  };
  words.onerror = () => {
    if (run === running) failed();
  };
  mark(piece);
  engine.speak(words);
}

const acts = {
  start() {
    engine.cancel();
    part("status").textContent = "";
    pieces = [...document.querySelectorAll("#main *")].filter((each) => each.matches(PIECES) && readable(each));
    position = 0;
    running += 1;
    show("reading");
    readOn(running);
  },
  pause() {
    engine.pause();
    show("paused");
  },
  resume() {
    engine.resume();
    show("reading");
  },
  stop,
};
const next = { start: "pause", pause: "resume", resume: "pause", stop: "start" };

if (box && engine && "SpeechSynthesisUtterance" in window) {
  box.hidden = false;
  box.addEventListener("click", (event) => {
    const act = event.target.closest("[data-read]")?.dataset.read;
    if (!acts[act]) return;
    acts[act]();
    part(next[act]).focus();
  });
  window.addEventListener("pagehide", stop);
}
