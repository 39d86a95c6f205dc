// Checks a question in place; without this file the form reloads at it.
const form = document.querySelector("[data-quiz]");

form?.addEventListener("submit", async (event) => {
  // Enter presses the form's first button: the question in which it was struck is meant.
  const button =
    event.submitter === form.querySelector("button")
      ? document.activeElement.closest("fieldset")?.querySelector("button")
      : event.submitter;
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
  } catch {
    // Send the form as a browser does.
    button.disabled = false;
    const name = document.createElement("input");
    Object.assign(name, { type: "hidden", name: button.name, value: button.value });
    form.append(name);
    form.submit();
  }
});
