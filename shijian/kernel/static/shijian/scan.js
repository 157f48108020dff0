// The camera of a desk: reads the code on somebody's phone and hands it in as if it were typed.
// The form says in `data-scan-form` how many letters its codes have.
const EVERY_MS = 250;

// The browser's own reader where it knows QR codes; else the one that we bring, which works without signal too.
async function readerOf() {
  const known = (await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => [])) ?? [];
  if (known.includes("qr_code")) return globalThis.BarcodeDetector;
  return (await import("./vendor/qr/decode.js")).BarcodeDetector;
}

function stop(form) {
  const video = form.querySelector("[data-video]");
  for (const track of video.srcObject?.getTracks() ?? []) track.stop();
  video.srcObject = null;
  video.hidden = true;
  name(form, "start");
}

// The button says what its next press does.
function name(form, deed) {
  const button = form.querySelector("[data-camera]");
  for (const words of button.querySelectorAll("[data-deed]")) words.hidden = words.dataset.deed !== deed;
}

async function look(form, video, detector) {
  if (!video.srcObject) return;
  const found = await detector.detect(video).catch(() => []);
  const letters = new RegExp(`[2-9A-HJ-NP-Z]{${form.dataset.scanForm}}$`);
  const code = found.map((each) => letters.exec(each.rawValue)?.[0]).find(Boolean);
  if (!code) {
    setTimeout(() => look(form, video, detector), EVERY_MS);
    return;
  }
  stop(form);
  form.querySelector('[name="code"]').value = code;
  form.requestSubmit();
}

async function start(form, Reader) {
  const video = form.querySelector("[data-video]");
  const failed = form.querySelector("[data-camera-failed]");
  failed.hidden = true;
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    failed.hidden = false;
    return;
  }
  video.hidden = false;
  name(form, "stop");
  await video.play();
  look(form, video, new Reader({ formats: ["qr_code"] }));
}

// Offers the camera once there is one to ask for and something that reads; the typed code is always there.
export async function offerCamera(form) {
  if (!navigator.mediaDevices?.getUserMedia) return;
  const Reader = await readerOf().catch(() => null);
  if (!Reader) return;
  const button = form.querySelector("[data-camera]");
  const video = form.querySelector("[data-video]");
  button.hidden = false;
  button.addEventListener("click", () => (video.srcObject ? stop(form) : start(form, Reader)));
}
