// Passkeys: the device signs what the server asks, and the form carries the answer. Without this file, or a device that
// can, its blocks stay hidden and password and codes serve as before.
const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const letters = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const withBytes = (credentials = []) => credentials.map((one) => ({ ...one, id: bytes(one.id) }));

function created({ publicKey }) {
  return navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: withBytes(publicKey.excludeCredentials),
      // one that signs in alone: kept by the device, opened by a finger, a face or a PIN
      authenticatorSelection: {
        ...publicKey.authenticatorSelection,
        residentKey: "required",
        requireResidentKey: true,
        userVerification: "required",
      },
    },
  });
}

function signed({ publicKey }) {
  return navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: withBytes(publicKey.allowCredentials),
    },
  });
}

function asJson(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = letters(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: letters(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status);
  return (await answer.json()).request_options;
}

async function ask(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const said = form.querySelector("[role=status]");
  said.textContent = "";
  try {
    const options = await optionsOf(form);
    const credential = await (form.dataset.passkey === "create" ? created(options) : signed(options));
    form.elements.credential.value = asJson(credential);
    form.submit();
  } catch (error) {
    // closed by the person, no passkey here, or one that is known already: the same words, and nothing is lost
    said.textContent = error.name === "InvalidStateError" ? form.dataset.known : form.dataset.trouble;
  }
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", ask);
    form.closest("[data-passkeys]").hidden = false;
  }
  for (const note of document.querySelectorAll("[data-without-passkeys]")) note.hidden = true;
}
