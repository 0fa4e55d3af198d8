// Small comforts on top of pages that work without this file: menus that close, focus that is kept, updates that pause.
"use strict";

const paused = () => document.body.dataset.paused === "yes";
const put = (id, text) => {
  const region = document.getElementById(id);
  if (region && region.textContent !== text) region.textContent = text;
};

// A menu closes with Escape or a click elsewhere.
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false;
};
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// Live parts can be paused (WCAG 2.2.2); the buttons appear only where this script runs.
for (const button of document.querySelectorAll("[data-pause]")) {
  const label = button.querySelector("span");
  const words = { yes: button.dataset.resumeLabel, no: label.textContent };
  button.hidden = false;
  button.addEventListener("click", () => {
    document.body.dataset.paused = paused() ? "no" : "yes";
    label.textContent = words[document.body.dataset.paused];
  });
}
document.addEventListener("htmx:beforeRequest", (event) => {
  const live = event.detail.elt.hasAttribute("data-live");
  if (live && paused()) event.preventDefault();
  if (!live) put("trouble", "");
  // What an earlier press brought about is old news once something else is done.
  if (event.detail.requestConfig?.verb !== "get") document.querySelector(".messages")?.replaceChildren();
});

// A session that has ended answers with the sign-in page: go there instead of putting it into a row.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { pathname } = new URL(event.detail.xhr.responseURL || location.href, location.href);
  if (pathname !== document.body.dataset.signIn) return;
  event.detail.shouldSwap = false;
  location.reload();
});

// After a swap: say the outcome once, and bring focus back where the pressed control is gone.
document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.target;
  const news = part.querySelector?.("[data-announce]");
  if (news) put("announce", news.dataset.announce);
  if (document.activeElement === document.body) part.querySelector?.("[data-focus]")?.focus();
});

// A refusal comes as a whole page: show its sentence above, and leave the row as it was.
document.addEventListener("htmx:responseError", (event) => {
  const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  const sentence = page.querySelector("[data-refusal]")?.textContent.trim().replace(/\s+/g, " ");
  put("trouble", sentence || document.body.dataset.trouble);
});
for (const failure of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, () => put("trouble", document.body.dataset.trouble));
}

// A table that fits needs no stop of its own for the keyboard.
for (const region of document.querySelectorAll(".table-scroll")) {
  if (region.scrollWidth <= region.clientWidth) region.removeAttribute("tabindex");
}

// Copy and print need a script, so their buttons stay hidden without one.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    put("announce", button.dataset.done);
    button.querySelector("span").textContent = button.dataset.done;
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Single keys of the officers' desk (WCAG 2.1.4): never while somebody types, and not where they were turned off.
const keyHelp = document.querySelector("[data-dialog]");
const showDialog = (link) => {
  const dialog = document.getElementById(link.dataset.dialog);
  if (!dialog?.showModal) return false;
  if (!dialog.open) dialog.showModal();
  return true;
};
keyHelp?.addEventListener("click", (event) => {
  if (showDialog(keyHelp)) event.preventDefault();
});
const stepRow = (step) => {
  const rows = [...document.querySelectorAll("[data-key-row]")];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + (at < 0 ? Math.max(step, 0) || 1 : step)))];
  next?.querySelector("[data-key-open]").focus();
};
const inRow = (selector) => document.activeElement.closest("[data-key-row]")?.querySelector(selector)?.click();
// Taking a request loads the list anew: the keys go on from the row where they were.
const takeRow = () => {
  const row = document.activeElement.closest("[data-key-row]");
  const take = row.querySelector("[data-key-assign]");
  if (!take) return;
  sessionStorage.setItem("key-row", row.querySelector("[data-key-open]").pathname);
  take.click();
};
const left = sessionStorage.getItem("key-row");
if (keyHelp && left) {
  sessionStorage.removeItem("key-row");
  document.querySelector(`[data-key-row] [data-key-open][href="${CSS.escape(left)}"]`)?.focus();
}
const KEYS = { j: () => stepRow(1), k: () => stepRow(-1), o: () => inRow("[data-key-open]") };
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable], dialog");
  if (!keyHelp || "keysOff" in keyHelp.dataset || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const named = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (KEYS[event.key]) KEYS[event.key]();
  else if (event.key === "a" && document.activeElement.closest("[data-key-row]")) takeRow();
  else if (named) named.matches("form") ? named.requestSubmit() : named.click();
  else return;
  event.preventDefault();
});
