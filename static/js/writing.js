// Comforts of writing in the forum. Every one is a submit button of the form; this presses it by fetch and puts the
// changed part in place. Without this file the same buttons load the page again.
const form = document.querySelector("[data-composing]");
const PARTS = { preview: "apercu", draft: "brouillon", attach: "images", drop: "images" };
const says = (name) => document.getElementById("says")?.content.querySelector(`[data-${name}]`)?.textContent ?? "";
// Words wait in this tab alone, under their writer's number, only while the site does not answer.
const SHELF = "writing:";
const place = `${SHELF}${form?.dataset.composing}:${form?.getAttribute("action") || location.pathname}`;
let saving, looking, underWay, sent = false;

const tell = (words) => document.getElementById("brouillon")?.replaceChildren(words);
const texts = () => [...form.elements].filter((field) => field.matches("textarea, input[type=text], select") && field.name);

function putInPlace(html) {
  for (const part of new DOMParser().parseFromString(html, "text/html").body.children) {
    document.getElementById(part.id)?.replaceChildren(...part.childNodes);
  }
}

function press(...button) {
  underWay = pressNow(...button);
  return underWay;
}

async function pressNow(fragment, name, value, files = []) {
  const data = new FormData(form);
  data.delete("pictures");
  for (const file of files) data.append("pictures", file, file.name || "image.png");
  if (name) data.append(name, value);
  const answer = await fetch(form.action, { method: "POST", headers: { "X-Fragment": fragment }, body: data });
  const html = await answer.text();
  if (!answer.ok) throw new Error(answer.status);
  // A whole page came back: the form has something to say, so let the browser show it.
  if (/^\s*<!DOCTYPE/i.test(html)) return false;
  if (!sent) putInPlace(html);
  return true;
}

async function keep() {
  if (sent) return;
  try {
    await press("draft", "draft", "1");
    sessionStorage.removeItem(place);
  } catch {
    sessionStorage.setItem(place, JSON.stringify(Object.fromEntries(texts().map((field) => [field.name, field.value]))));
    tell(says("offline"));
  }
}

async function join(files) {
  const pictures = [...files].filter((file) => file.type.startsWith("image/"));
  if (!pictures.length) return;
  tell(says("sending"));
  try {
    await press("pictures", "attach", "1", pictures);
    tell("");
  } catch {
    tell(says("offline"));
  }
}

function restore() {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(SHELF) && !key.startsWith(`${SHELF}${form.dataset.composing}:`)) sessionStorage.removeItem(key);
  }
  const kept = JSON.parse(sessionStorage.getItem(place) ?? "{}");
  for (const field of texts()) if (kept[field.name]) field.value = kept[field.name];
  if (Object.keys(kept).length) saving = setTimeout(keep, 1000);
}

// As a browser sends the form when this button is pressed.
function send(button) {
  if (button?.name) {
    const name = document.createElement("input");
    Object.assign(name, { type: "hidden", name: button.name, value: button.value });
    form.append(name);
  }
  form.submit();
}

function addTools(text) {
  const tools = document.getElementById("tools").content.firstElementChild.cloneNode(true);
  tools.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    const { before = "", after = "", line, block } = button.dataset;
    const chosen = text.value.slice(text.selectionStart, text.selectionEnd);
    let put = before + chosen + after;
    if (line) put = chosen.split("\n").map((one) => line + one).join("\n");
    if (block && chosen.includes("\n")) put = `${block}\n${chosen}\n${block}`;
    text.focus();
    // Keeps « undo » working, where the browser knows the command.
    if (!document.execCommand("insertText", false, put)) text.setRangeText(put, text.selectionStart, text.selectionEnd, "end");
    if (!chosen && after) text.selectionStart = text.selectionEnd -= after.length;
  });
  text.before(tools);
}

if (form?.dataset.composing) {
  restore();
  // Back from the next page, the form serves again.
  addEventListener("pageshow", () => (sent = false));
  form.querySelectorAll("textarea[data-markdown]").forEach(addTools);
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    const part = PARTS[button?.name];
    if (!part) {
      clearTimeout(saving);
      clearTimeout(looking);
      sessionStorage.removeItem(place);
      // A draft on its way must not arrive after the message.
      if (sent) return event.preventDefault();
      sent = true;
      if (!underWay) return;
      event.preventDefault();
      await underWay.catch(() => {});
      return send(button);
    }
    event.preventDefault();
    const files = form.elements.pictures?.files ?? [];
    try {
      const fragment = part === "images" ? "pictures" : button.name;
      if (!(await press(fragment, button.name, button.value, part === "images" ? files : []))) throw new Error();
      if (part === "apercu") document.getElementById(part).scrollIntoView({ block: "nearest" });
      if (part === "images") (form.elements.pictures ?? document.getElementById(part)).focus();
    } catch {
      send(button);
    }
  });
  form.addEventListener("input", ({ target }) => {
    if (target.type === "file") return;
    clearTimeout(saving);
    saving = setTimeout(keep, 3000);
    if (!document.getElementById("deja-connu") || !["subject", "happened", "service"].includes(target.name)) return;
    clearTimeout(looking);
    looking = setTimeout(() => press("known").catch(() => {}), 900);
  });
  form.addEventListener("change", ({ target }) => target.type === "file" && join(target.files));
  form.addEventListener("paste", (event) => {
    // A table copied from an office program comes as words and as their picture: the words are meant.
    if (!event.clipboardData.files.length || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    join(event.clipboardData.files);
  });
  for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    form.addEventListener(name, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      document.getElementById("images").classList.toggle("is-over", over);
      if (name === "drop") join(event.dataTransfer.files);
    });
  }
}
