// Checks a question in place, without reloading; has the lesson kept for reading offline.
const form = document.querySelector("[data-quiz]");
const { worker, offline } = document.querySelector("[data-offline]").dataset;

// Enter presses the form's first button, but means the question it was struck in.
const pressed = ({ submitter }) =>
  submitter === form?.querySelector("button")
    ? document.activeElement.closest("fieldset")?.querySelector("button")
    : submitter;

const tellOffline = (button) => {
  const told = document.getElementById("offline") ?? document.createElement("p");
  Object.assign(told, { id: "offline", className: "error", tabIndex: -1, textContent: offline });
  button?.after(told);
  told.focus();
};

document.addEventListener(
  "submit",
  (event) => {
    // Nothing typed is lost.
    document.getElementById("offline")?.remove();
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopPropagation();
    tellOffline(pressed(event) ?? event.submitter);
  },
  true,
);

form?.addEventListener("submit", async (event) => {
  const button = pressed(event);
  if (button?.name !== "question" || button.disabled) return;
  event.preventDefault();
  const data = new FormData(form);
  data.append(button.name, button.value);
  button.disabled = true;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { "X-Fragment": "question" },
      body: new URLSearchParams(data),
    });
    if (!answer.ok && answer.status !== 422) throw new Error(answer.status);
    const parts = new DOMParser().parseFromString(await answer.text(), "text/html").body.children;
    for (const part of [...parts]) document.getElementById(part.id)?.replaceWith(part);
    // Read aloud, and the keyboard keeps its place.
    document.querySelector(`#${CSS.escape(`question-${button.value}`)} :is(.verdict, .error)`)?.focus();
  } catch (error) {
    button.disabled = false;
    if (error instanceof TypeError) return tellOffline(button);
    // Send the form as a browser does.
    const name = document.createElement("input");
    Object.assign(name, { type: "hidden", name: button.name, value: button.value });
    form.append(name);
    form.submit();
  }
});

if (worker)
  addEventListener("load", async () => {
    await navigator.serviceWorker?.register(worker);
    (await navigator.serviceWorker?.ready)?.active.postMessage("keep");
  });
