/* The keyboard, the menu, the help. */
function closeMenu() {
  byId("menu").hidden = true;
  byId("menu-button").setAttribute("aria-expanded", "false");
}

let helpFrom = null;

function showHelp(open) {
  byId("help").hidden = !open;
  if (open) {
    helpFrom = document.activeElement;
    byId("help-close").focus();
  } else if (helpFrom) {
    helpFrom.focus();
  }
}

function focusSearch() {
  const figures = !byId("panel-figures").hidden;
  showView(figures ? "figures" : "findings");
  byId(figures ? "figure-search" : "finding-search").focus();
}

function writeRemark() {
  const card = chosen && byId(`c-${chosen.id}`);
  const field = card && card.querySelector("textarea");
  if (!field) return;
  showView("findings");
  field.focus();
}

function decide(verdict) {
  if (chosen) setVerdict(chosen, { verdict });
}

function escape() {
  if (!byId("help").hidden) showHelp(false);
  else if (!byId("menu").hidden) closeMenu();
  else if (!tip.hidden) hideTip();
  else if (chosen) choose(null);
}

const KEYS = {
  j: () => neighbour(1),
  k: () => neighbour(-1),
  Enter: () => nextPlace(),
  o: () => decide("open"),
  c: () => decide("confirmed"),
  d: () => decide("dismissed"),
  r: writeRemark,
  "/": focusSearch,
  n: () => nextFigure(1),
  p: () => nextFigure(-1),
  1: () => showView("findings"),
  2: () => showView("figures"),
  3: () => showView("contents"),
  t: switchTheme,
  "?": () => showHelp(true),
};

function onKey(event) {
  if (event.key === "Escape") {
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) event.target.blur();
    else escape();
    return;
  }
  if (!byId("help").hidden) {
    if (event.key === "Tab") event.preventDefault(); // the dialog has one button
    return;
  }
  const typing = /^(TEXTAREA|SELECT)$/.test(event.target.tagName) || (event.target.tagName === "INPUT" && event.target.type !== "radio");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const act = KEYS[event.key];
  if (!act) return;
  if (event.key === "Enter") {
    const head = event.target.closest && event.target.closest(".card.open > .head");
    if (!head && event.target.closest("button, a, label, summary, input")) return; // Enter presses what has the focus
    if (event.target.tagName === "MARK") return void showTip(event.target, true);
  }
  event.preventDefault();
  act();
}

function startKeys() {
  document.addEventListener("keydown", onKey);
  byId("help-button").addEventListener("click", () => showHelp(true));
  byId("help-close").addEventListener("click", () => showHelp(false));
  byId("help").addEventListener("click", (event) => { if (event.target === byId("help")) showHelp(false); });
  byId("menu-button").addEventListener("click", () => {
    const open = byId("menu").hidden;
    byId("menu").hidden = !open;
    byId("menu-button").setAttribute("aria-expanded", String(open));
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#menu, #menu-button")) closeMenu();
  });
  byId("menu").addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (!button) return;
    closeMenu();
    if (button.dataset.do === "unwrap") {
      const raw = byId("text").classList.toggle("raw-lines");
      button.setAttribute("aria-pressed", String(raw));
    } else {
      ({ "export-json": exportJson, "export-csv": exportCsv, print: () => window.print(), help: () => showHelp(true) })[button.dataset.do]();
    }
  });
}
