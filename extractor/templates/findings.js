/* The list of findings: grouped, filtered, and one of them chosen. */
const findingBox = byId("finding-list");
const findingList = longList(findingBox);
const filter = { text: "", outcomes: new Set(OUTCOMES), kind: "", severity: "", verdict: "" };
const folded = new Set(CHECKS.some((check) => check.outcome === "violated" || check.outcome === "suspicious") ? ["rounding", "holds"] : ["holds"]);
let rowsShown = []; // {group, outcome, count} | {kind, count} | {check}
let chosen = null; // the check that is open
let step = 0; // which of its places Enter shows next

const isFiltered = () => Boolean(filter.text || filter.kind || filter.severity || filter.verdict || filter.outcomes.size < OUTCOMES.length);

function matches(check) {
  if (!filter.outcomes.has(check.outcome)) return false;
  if (filter.kind && check.kind !== filter.kind) return false;
  if (filter.severity && check.severity !== filter.severity) return false;
  if (filter.verdict && verdictOf(check).verdict !== filter.verdict) return false;
  return filter.text.split(/\s+/).every((part) => searchText(check).includes(part));
}

/** Rows in the order of the list: outcome, then kind (the most frequent first), then place in the text. */
function groupedRows(found) {
  const rows = [];
  for (const outcome of OUTCOMES) {
    const ofOutcome = found.filter((check) => check.outcome === outcome);
    if (!ofOutcome.length) continue;
    rows.push({ group: outcome, count: ofOutcome.length });
    if (folded.has(outcome) && !isFiltered()) continue;
    const kinds = new Map();
    for (const check of ofOutcome) {
      if (!kinds.has(check.kind)) kinds.set(check.kind, []);
      kinds.get(check.kind).push(check);
    }
    for (const [kind, checks] of [...kinds].sort((a, b) => b[1].length - a[1].length)) {
      rows.push({ kind, count: checks.length });
      for (const check of checks) rows.push({ check });
    }
  }
  return rows;
}

function makeRow(row) {
  if (row.check) {
    const card = cardOf(row.check);
    if (chosen === row.check) openCard(card, row.check);
    return card;
  }
  if (row.kind) return el("li", { class: "subgroup" }, `${t(`kind.${row.kind}`)} `, el("span", { class: "count" }, String(row.count)));
  const open = !folded.has(row.group) || isFiltered();
  return el("li", { class: `group o-${row.group}` },
    el("button", { type: "button", "data-fold": row.group, "aria-expanded": String(open) },
      el("i", { class: "sign", "aria-hidden": "true" }), el("b", {}, t(`outcome.${row.group}`)), el("span", { class: "count" }, String(row.count))));
}

function showFindings() {
  const found = CHECKS.filter(matches);
  rowsShown = groupedRows(found);
  findingList.show(rowsShown, makeRow);
  if (!CHECKS.length) findingBox.replaceChildren(el("li", { class: "empty" }, t("no_checks")));
  byId("finding-count").textContent = t("shown", { n: found.length, total: CHECKS.length });
  byId("filter-reset").hidden = !isFiltered();
  for (const chip of byId("outcome-chips").children) chip.setAttribute("aria-pressed", String(filter.outcomes.has(chip.dataset.outcome)));
}

/** Open a finding, mark its places, draw what belongs together. `jump`: also scroll the text to it. */
function choose(check, { jump = true, focus = false } = {}) {
  const before = chosen && byId(`c-${chosen.id}`);
  if (before) closeCard(before);
  chosen = check;
  step = 0;
  if (check) {
    let index = rowsShown.findIndex((row) => row.check === check);
    if (index < 0) index = unfold(check);
    const card = findingList.reveal(index);
    openCard(card, check);
    card.scrollIntoView({ block: "nearest" });
    if (focus) card.querySelector(".head").focus({ preventScroll: true });
    window.history.replaceState(null, "", `#${check.id}`);
  }
  connect(check);
  if (check && jump && check.stated) arrive(markOf(check.stated));
  showDock();
}

/** Bring a finding that the filters or a folded group hide into the list. */
function unfold(check) {
  folded.delete(check.outcome);
  if (!matches(check)) resetFilters();
  showFindings();
  return rowsShown.findIndex((row) => row.check === check);
}

function neighbour(offset) {
  const checks = rowsShown.filter((row) => row.check).map((row) => row.check);
  if (!checks.length) return;
  const now = checks.indexOf(chosen);
  const next = now < 0 ? (offset > 0 ? 0 : checks.length - 1) : Math.min(Math.max(now + offset, 0), checks.length - 1);
  choose(checks[next], { focus: true });
}

/** Go to the next of the chosen finding's places. */
function nextPlace(offset = 1) {
  if (!chosen) return;
  const places = placesOf(chosen);
  step = (step + offset + places.length) % places.length;
  arrive(markOf(places[step].figure));
  showDock();
}

function resetFilters() {
  Object.assign(filter, { text: "", outcomes: new Set(OUTCOMES), kind: "", severity: "", verdict: "" });
  byId("finding-search").value = "";
  for (const id of ["filter-kind", "filter-severity", "filter-verdict"]) byId(id).value = "";
  showFindings();
}

function fillFilters() {
  const kinds = new Map();
  for (const check of CHECKS) kinds.set(check.kind, (kinds.get(check.kind) || 0) + 1);
  fillSelect(byId("filter-kind"), [["", t("all")], ...[...kinds].map(([kind, n]) => [kind, `${t(`kind.${kind}`)} ${n}`])]);
  fillSelect(byId("filter-severity"), [["", t("all")], ...["error", "warning", "info"].map((value) => [value, t(`severity.${value}`)])]);
  fillSelect(byId("filter-verdict"), [["", t("all")], ...VERDICTS.map((value) => [value, t(`verdict.${value}`)])]);
  byId("outcome-chips").replaceChildren(...OUTCOMES.map((outcome) => {
    const count = CHECKS.filter((check) => check.outcome === outcome).length;
    return el("button", { type: "button", class: `o-${outcome}`, "data-outcome": outcome, "aria-pressed": "true" },
      el("i", { class: "sign", "aria-hidden": "true" }), t(`outcome.${outcome}`), el("span", { class: "count" }, String(count)));
  }));
}

/** Only this outcome; the same again: all of them. */
function onlyOutcome(outcome) {
  const only = filter.outcomes.size === 1 && filter.outcomes.has(outcome);
  filter.outcomes = new Set(only ? OUTCOMES : [outcome]);
  showFindings();
}

function showProgress() {
  const decided = CHECKS.filter((check) => verdictOf(check).verdict !== "open").length;
  byId("progress").textContent = CHECKS.length ? `${t("decided")} ${decided} / ${CHECKS.length}` : "";
}

function clickFinding(event) {
  const target = event.target;
  const fold = target.closest("[data-fold]");
  if (fold) {
    const outcome = fold.dataset.fold;
    if (!folded.delete(outcome)) folded.add(outcome);
    showFindings();
    const again = findingBox.querySelector(`[data-fold="${outcome}"]`);
    if (again) again.focus();
    return;
  }
  const place = target.closest("[data-goto]");
  if (place) {
    step = placesOf(chosen).findIndex((item) => item.figure === place.dataset.goto);
    arrive(markOf(place.dataset.goto));
    showDock();
    return;
  }
  const head = target.closest("[data-do='open']");
  if (head) {
    const check = CHECK.get(head.closest(".card").dataset.check);
    choose(chosen === check ? null : check, { jump: !narrow.matches });
  }
}

function startFindings() {
  findingBox.addEventListener("click", clickFinding);
  findingBox.addEventListener("change", (event) => {
    const card = event.target.closest(".card");
    if (card && event.target.type === "radio") setVerdict(CHECK.get(card.dataset.check), { verdict: event.target.value });
  });
  const keepRemark = settled((check, remark) => setVerdict(check, { remark }), 250);
  findingBox.addEventListener("input", (event) => {
    const card = event.target.closest(".card");
    if (card && event.target.tagName === "TEXTAREA") keepRemark(CHECK.get(card.dataset.check), event.target.value);
  });
  findingBox.addEventListener("focusout", (event) => {
    const card = event.target.closest(".card");
    if (!card || event.target.tagName !== "TEXTAREA") return;
    const check = CHECK.get(card.dataset.check);
    if (event.target.value !== verdictOf(check).remark) setVerdict(check, { remark: event.target.value });
  });
  onVerdict((check) => {
    showProgress();
    for (const card of findingBox.querySelectorAll(".card")) {
      if (!check || card.dataset.check === check.id) showVerdict(card, CHECK.get(card.dataset.check));
    }
  });
  const search = byId("finding-search");
  search.addEventListener("input", settled(() => { filter.text = search.value.trim().toLowerCase(); showFindings(); }, 120));
  for (const name of ["kind", "severity", "verdict"]) {
    byId(`filter-${name}`).addEventListener("change", (event) => { filter[name] = event.target.value; showFindings(); });
  }
  byId("outcome-chips").addEventListener("click", (event) => {
    const chip = event.target.closest("[data-outcome]");
    if (chip) onlyOutcome(chip.dataset.outcome);
  });
  byId("filter-reset").addEventListener("click", resetFilters);
  onLanguage(() => { fillFilters(); showFindings(); showProgress(); });
}
