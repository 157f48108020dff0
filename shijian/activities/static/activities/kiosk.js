// Nobody finds what the one before typed: the fields are emptied, and the page begins anew when it is left standing.
const QUIET_MS = 45000;
let timer;

function wait() {
  clearTimeout(timer);
  timer = setTimeout(() => location.replace(location.pathname), QUIET_MS);
}

for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, wait);
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("main form")) form.reset();
});
