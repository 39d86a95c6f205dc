// What is kept on this device, and the button that forgets it. Without this file the page says what it cannot do.
const section = document.querySelector("[data-kept]");
const { kept, none } = section.dataset;
const list = section.querySelector("ul");
const said = section.querySelector("[role=status]");
const button = section.querySelector("button");

async function show() {
  list.replaceChildren();
  const found = (await caches.has("lessons")) ? await caches.open("lessons") : undefined;
  for (const request of (await found?.keys()) ?? []) {
    const { pathname } = new URL(request.url);
    if (pathname === section.dataset.kept) continue;
    const answer = await found.match(request);
    const lesson = new DOMParser().parseFromString(await answer.text(), "text/html");
    const day = new Date(answer.headers.get("Kept-On")).toLocaleDateString(document.documentElement.lang);
    const link = Object.assign(document.createElement("a"), { href: pathname });
    link.textContent = lesson.querySelector("h1").textContent.trim();
    const line = document.createElement("li");
    line.append(link, ` (${day})`);
    list.append(line);
  }
  const any = list.children.length > 0;
  said.textContent = any ? "" : none;
  button.parentElement.hidden = !any;
}

// Kept copies go even when no worker answers any more.
async function forget() {
  const registration = await navigator.serviceWorker?.getRegistration(section.dataset.kept);
  const worker = registration?.active;
  if (worker) {
    await new Promise((done) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = done;
      setTimeout(done, 3000);
      worker.postMessage("forget", [port2]);
    });
  }
  await Promise.all(["lessons", "lesson-files"].map((name) => caches.delete(name)));
  await show();
  said.textContent = section.dataset.forgotten;
  said.focus();
}

if (globalThis.caches && navigator.serviceWorker) {
  document.querySelector("[data-missing]").hidden = location.pathname === kept;
  button.addEventListener("click", forget);
  show();
} else {
  said.textContent = section.dataset.unable;
}
