// Shows a chosen photo and makes it smaller before it is sent. The server does all of it again: it trusts nobody.
const MOST = 1600;
const QUALITY = 0.82;
const KB = 1024;

function drawn(bitmap) {
  const scale = Math.min(1, MOST / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function replace(input, blob, name) {
  const files = new DataTransfer();
  files.items.add(new File([blob], name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }));
  input.files = files.files;
}

async function show(input) {
  const field = input.closest("[data-photo-field]");
  const preview = field.querySelector("[data-preview]");
  const status = field.querySelector("[data-photo-status]");
  const file = input.files[0];
  preview.hidden = true;
  preview.replaceChildren();
  status.textContent = "";
  if (!file) return;
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) return;
  const canvas = drawn(bitmap);
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", preview.dataset.label);
  preview.append(canvas);
  preview.hidden = false;
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (!blob || blob.size >= file.size || input.files[0] !== file) return;
  replace(input, blob, file.name);
  status.textContent = `${status.dataset.words}: ${Math.round(file.size / KB)} KB → ${Math.round(blob.size / KB)} KB`;
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.("input[type=file][data-photo]")) show(event.target);
});
