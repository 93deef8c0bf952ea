/* The list of reports: filters, sorting, and only the rows in view made. */
const LIST_COLUMNS = ["title", "organization", "region", "year", "kind", "violated", "suspicious", "rounding", "holds", "figures", "progress"];
const NUMBERS = new Set(["violated", "suspicious", "rounding", "holds", "figures", "progress"]);
const HEADS = { title: "index.report", organization: "organization", region: "region", year: "year", kind: "report_kind", figures: "figures_found", progress: "index.progress" };
const filter = { text: "", region: "", year: "", kind: "", outcome: "", check: "" };
const sorting = { column: "violated", down: true };
const MANY_ABOVE = 40; // rows made before and after those in view
let shownRows = [];
let drawn = { rows: null, first: 0, last: 0 };

function matches(row) {
  if (filter.region && row.region !== filter.region && !(row.path || "").split("/").includes(filter.region)) return false;
  if (filter.year && String(row.year) !== filter.year) return false;
  if (filter.kind && row.kind !== filter.kind) return false;
  if (filter.outcome === "violated" && !row.violated) return false;
  if (filter.outcome === "suspicious" && !(row.violated + row.suspicious)) return false;
  if (filter.outcome === "clean" && row.violated + row.suspicious) return false;
  if (filter.check && !wrongOfKind(row, filter.check)) return false;
  return filter.text.split(/\s+/).every((part) => row.searched.includes(part));
}

function wrongOfKind(row, kind) {
  const [violated, suspicious, rounding] = row.kinds[kind] || [0, 0, 0, 0];
  return violated + suspicious + rounding;
}

function showTotals(rows) {
  const different = (name) => new Set(rows.map((row) => row[name]).filter(Boolean)).size;
  const sum = (name) => rows.reduce((total, row) => total + row[name], 0);
  const facts = [["index.reports", rows.length], ["index.organizations", different("organization")], ["index.regions", different("region")], ["index.years", different("year")], ["figures_found", sum("figures")]];
  byId("totals").replaceChildren(...facts.map(([key, n]) => el("div", {}, el("dt", {}, t(key)), el("dd", {}, n.toLocaleString("en-US")))),
    ...OUTCOMES.map((outcome) => el("div", { class: `o-${outcome}` }, el("dt", {}, t(`outcome.${outcome}`)), el("dd", {}, sum(outcome).toLocaleString("en-US")))));
}

function cell(row, column) {
  if (column === "title") {
    const sub = [row.organization, row.region, row.year].filter(Boolean).join(" · ");
    return el("td", { class: "c-title" }, el("a", { href: `pages/${row.report}.html`, title: row.source || "" }, row.title || row.source || t("untitled")), el("span", { class: "sub" }, sub));
  }
  let value = row[column];
  if (column === "kind") value = t(`report.${row.kind}`);
  if (column === "progress") {
    const decided = reviewed(row);
    value = decided === null ? "" : `${decided} / ${row.checks}`;
  }
  const classes = [`c-${column}`, NUMBERS.has(column) ? "num" : "", value === 0 ? "zero" : `w-${column}`].join(" ");
  return el("td", { class: classes, title: column === "region" ? (row.path || "").split("/").join(" › ") : null }, value === null || value === undefined ? "" : String(value));
}

function showHead() {
  byId("head").replaceChildren(el("tr", {}, ...LIST_COLUMNS.map((column) => {
    const sort = sorting.column === column ? (sorting.down ? "descending" : "ascending") : "none";
    const name = HEADS[column] ? t(HEADS[column]) : t(`outcome.${column}`);
    return el("th", { class: `c-${column} ${NUMBERS.has(column) ? "num" : ""}`, scope: "col", "aria-sort": sort }, el("button", { type: "button", "data-column": column }, name));
  })));
}

/** Rows in view and some around them; two empty rows keep the height of all the others. Nothing to do while they suffice. */
function drawRows() {
  const box = byId("rows");
  const height = window.matchMedia("(max-width: 820px)").matches ? 63 : 39;
  const top = Math.floor(box.scrollTop / height);
  const bottom = Math.ceil((box.scrollTop + box.clientHeight) / height);
  if (drawn.rows === shownRows && drawn.height === height && drawn.first <= top && drawn.last >= Math.min(bottom, shownRows.length)) return;
  const first = Math.max(0, top - MANY_ABOVE);
  const last = Math.min(shownRows.length, bottom + MANY_ABOVE);
  drawn = { rows: shownRows, first, last, height };
  const gap = (rows) => {
    const made = el("tr", { class: "gap", "aria-hidden": "true" }, el("td"));
    made.firstChild.style.height = `${rows * height}px`;
    return made;
  };
  const rows = shownRows.slice(first, last).map((row, index) => el("tr", { "aria-rowindex": first + index + 2 }, ...LIST_COLUMNS.map((column) => cell(row, column))));
  byId("table").setAttribute("aria-rowcount", String(shownRows.length + 1));
  byId("body").replaceChildren(gap(first), ...rows, gap(shownRows.length - last));
}

function show() {
  shownRows = sortRows(ROWS.filter(matches), sorting);
  byId("rows").scrollTop = 0;
  showHead();
  drawRows();
  showTotals(shownRows);
  kindsChart(shownRows, filter.check);
  yearsChart(shownRows, byId("measure").value);
  byId("count").textContent = t("shown", { n: shownRows.length, total: ROWS.length });
  byId("reset").hidden = !Object.values(filter).some(Boolean);
  const loading = loadedFiles < DATA.files.length ? t("index.loading", { n: ROWS.length, total: DATA.reports }) : "";
  byId("state").textContent = missingFiles ? t("index.missing", { n: missingFiles }) : loading;
}

function fillFilters() {
  const count = (value) => {
    const found = new Map();
    for (const row of ROWS) for (const item of value(row)) if (item) found.set(item, (found.get(item) || 0) + 1);
    return [...found];
  };
  const regions = count((row) => [...new Set([...(row.path || "").split("/"), row.region])]).sort((a, b) => b[1] - a[1] || collator.compare(a[0], b[0]));
  fillSelect(byId("by-region"), [["", t("index.all_regions")], ...regions.slice(0, 2000).map(([name, n]) => [name, `${name} ${n}`])]);
  const years = count((row) => [row.year]).sort((a, b) => b[0] - a[0]);
  fillSelect(byId("by-year"), [["", t("index.all_years")], ...years.map(([year, n]) => [String(year), `${year} (${n})`])]);
  const kinds = count((row) => [row.kind]).sort((a, b) => b[1] - a[1]);
  fillSelect(byId("by-kind"), [["", t("index.all_kinds")], ...kinds.map(([kind, n]) => [kind, `${t(`report.${kind}`)} ${n}`])]);
  fillSelect(byId("by-outcome"), [["", t("index.all_outcomes")], ["violated", t("index.with_violated")], ["suspicious", t("index.with_suspicious")], ["clean", t("index.clean")]]);
  const checks = count((row) => Object.keys(row.kinds)).sort((a, b) => b[1] - a[1]);
  fillSelect(byId("by-check"), [["", t("index.all_checks")], ...checks.map(([kind]) => [kind, t(`kind.${kind}`)])]);
  const measures = count((row) => Object.keys(row.measures)).sort((a, b) => b[1] - a[1]);
  const title = (measure) => (DATA.measures[measure.split("|")[0]] || [measure, measure])[LANGUAGES.indexOf(language)];
  fillSelect(byId("measure"), measures.map(([measure]) => [measure, title(measure)]));
  byId("measure").hidden = !measures.length;
}

function saveList() {
  const head = ["report", "title", "organization", "region", "year", "kind", "violated", "suspicious", "rounding", "holds", "figures", "source", "sha256"];
  const lines = [csvLine(head), ...shownRows.map((row) => csvLine(head.map((name) => row[name])))];
  saveFile("reports.csv", "text/csv", `\ufeff${lines.join("\r\n")}\r\n`);
}

function start() {
  const names = { region: "by-region", year: "by-year", kind: "by-kind", outcome: "by-outcome", check: "by-check" };
  for (const [name, id] of Object.entries(names)) byId(id).addEventListener("change", (event) => { filter[name] = event.target.value; show(); });
  byId("search").addEventListener("input", settled(() => { filter.text = byId("search").value.trim().toLowerCase(); show(); }, 120));
  byId("measure").addEventListener("change", show);
  byId("reset").addEventListener("click", () => {
    for (const name of Object.keys(filter)) filter[name] = "";
    for (const id of [...Object.values(names), "search"]) byId(id).value = "";
    show();
  });
  byId("kinds-chart").addEventListener("click", (event) => {
    const row = event.target.closest("[data-kind]");
    if (!row) return;
    filter.check = filter.check === row.dataset.kind ? "" : row.dataset.kind;
    byId("by-check").value = filter.check;
    show();
  });
  byId("head").addEventListener("click", (event) => {
    const button = event.target.closest("[data-column]");
    if (!button) return;
    const { column } = button.dataset;
    sorting.down = sorting.column === column ? !sorting.down : NUMBERS.has(column) || column === "year";
    sorting.column = column;
    show();
    byId("head").querySelector(`[data-column="${column}"]`).focus();
  });
  let asked = false;
  byId("rows").addEventListener("scroll", () => {
    if (!asked) window.requestAnimationFrame(() => { asked = false; drawRows(); });
    asked = true;
  }, { passive: true });
  window.addEventListener("resize", settled(() => { drawRows(); yearsChart(shownRows, byId("measure").value); }, 100));
  window.addEventListener("pageshow", (event) => event.persisted && show());
  byId("csv-button").addEventListener("click", saveList);
  onLanguage(() => {
    const failed = byId("failed");
    if (failed) failed.textContent = t("index.failures", { n: failed.dataset.n });
    fillFilters();
    show();
  });
  const refresh = settled(() => { fillFilters(); show(); }, 30);
  rowListeners.push(() => {
    if (loadedFiles === 1 || loadedFiles >= DATA.files.length) { fillFilters(); show(); } else refresh();
    if (loadedFiles >= DATA.files.length) document.documentElement.dataset.ready = "true";
  });
  startSettings();
  loadRows();
}

start();
