// Keys for the triage page: j and k move from report to report, x ticks; Enter opens the link that has the focus.
// Single keys can be turned off (WCAG 2.1.4); the choice stays in this browser.
const form = document.querySelector("[data-triage]");
const rows = [...(form?.querySelectorAll("[data-row]") ?? [])];
const help = form?.querySelector("[data-keys]");
const toggle = help?.querySelector("input");
const KEPT = "triage-keys";

if (help) {
  help.hidden = matchMedia("(hover: none)").matches; // no keyboard to speak of on a phone
  try {
    toggle.checked = localStorage.getItem(KEPT) !== "off";
  } catch {} // storage refused: on for this visit
  toggle.addEventListener("change", () => {
    try {
      localStorage.setItem(KEPT, toggle.checked ? "on" : "off");
    } catch {}
  });
}

const isTyping = (element) => element.matches("textarea, select, input:not([type=checkbox], [type=radio])");

const current = () => rows.findIndex((row) => row.closest("li").contains(document.activeElement));

document.addEventListener("keydown", (event) => {
  if (!toggle?.checked || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const at = current();
  if (event.key === "j") rows[Math.min(at + 1, rows.length - 1)]?.focus();
  else if (event.key === "k") rows[Math.max(at - 1, 0)]?.focus();
  else if (event.key === "x" && at >= 0) rows[at].closest("li").querySelector("input").click();
  else return;
  event.preventDefault();
});
