// Passkeys and security keys: asks the server for a question, lets the key answer, sends the answer with the form.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

function text(buffer) {
  const plain = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return plain.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function descriptors(list) {
  return (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));
}

function creation({ publicKey }) {
  const user = { ...publicKey.user, id: bytes(publicKey.user.id) };
  const excludeCredentials = descriptors(publicKey.excludeCredentials);
  return { ...publicKey, user, excludeCredentials, challenge: bytes(publicKey.challenge) };
}

function request({ publicKey }) {
  const allowCredentials = descriptors(publicKey.allowCredentials);
  return { ...publicKey, allowCredentials, challenge: bytes(publicKey.challenge) };
}

function plain({ id, rawId, type, response }) {
  const answer = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) answer[name] = text(response[name]);
  }
  return { id, rawId: text(rawId), type, response: answer, clientExtensionResults: {} };
}

async function question(form) {
  const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  const answer = await fetch(form.dataset.question, { method: "POST", body });
  if (!answer.ok || answer.redirected) throw new Error("no question");
  return answer.json();
}

async function answered(form) {
  const options = await question(form);
  if (form.dataset.passkey === "create") return navigator.credentials.create({ publicKey: creation(options) });
  return navigator.credentials.get({ publicKey: request(options) });
}

function say(form, waits, failed) {
  form.querySelector("[data-passkey-waits]").hidden = !waits;
  form.querySelector("[data-passkey-failed]").hidden = !failed;
}

async function send(event) {
  const form = event.target;
  if (form.elements.answer.value) return;
  event.preventDefault();
  say(form, true, false);
  try {
    form.elements.answer.value = JSON.stringify(plain(await answered(form)));
  } catch {
    say(form, false, true);
    return;
  }
  HTMLFormElement.prototype.submit.call(form);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.elements.answer.value = "";
  form.addEventListener("submit", send);
  for (const part of form.parentElement.querySelectorAll("[data-passkey-can]")) {
    part.hidden = (part.dataset.passkeyCan === "yes") !== Boolean(window.PublicKeyCredential);
  }
}
