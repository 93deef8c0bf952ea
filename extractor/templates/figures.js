/* The other tabs of the side: every figure as a list, the contents; and the legend that shows and hides kinds of marks. */
const figureList = longList(byId("figure-list"));
const figureFilter = { text: "", type: "", year: "" };
const LETTERS = { amount: "a", percentage: "p", quantity: "q", code: "k", period: "d", number: "n" };

function figureMatches(index) {
  if (figureFilter.type && FIGURES.field(index, "type") !== figureFilter.type) return false;
  if (figureFilter.year && String(FIGURES.field(index, "fiscal_year")) !== figureFilter.year) return false;
  if (!figureFilter.text) return true;
  const words = ["label", "raw", "subject_code", "indicator", "value", "id"].map((name) => FIGURES.field(index, name) || "").join(" ").toLowerCase();
  return figureFilter.text.split(/\s+/).every((part) => words.includes(part));
}

function figureRow(index) {
  const figure = FIGURES.get(index);
  return el("li", {}, el("button", { type: "button", class: "row", "data-goto": figure.id, title: figure.label || "" },
    el("span", { class: `dot dot-${figure.type}`, "aria-label": t(`type.${figure.type}`), role: "img" }),
    el("span", { class: "label" }, figure.label || t("no_label")), el("span", { class: "year" }, figure.fiscal_year ? String(figure.fiscal_year) : ""),
    el("span", { class: "raw" }, figure.raw.replace(/\s+/g, " "))));
}

function showFigures() {
  const rows = [];
  for (let index = 0; index < FIGURES.count; index += 1) if (figureMatches(index)) rows.push(index);
  figureList.show(rows, figureRow);
  byId("figure-count").textContent = t("shown", { n: rows.length, total: FIGURES.count });
}

function fillFigureFilters() {
  const years = new Set();
  const types = new Set();
  for (let index = 0; index < FIGURES.count; index += 1) {
    years.add(FIGURES.field(index, "fiscal_year"));
    types.add(FIGURES.field(index, "type"));
  }
  fillSelect(byId("figure-type"), [["", t("all")], ...["amount", "percentage", "quantity"].filter((type) => types.has(type)).map((type) => [type, t(`type.${type}`)])]);
  fillSelect(byId("figure-year"), [["", t("all")], ...[...years].filter(Boolean).sort((a, b) => b - a).map((year) => [year, String(year)])]);
}

/** Headings and tables in the order of the text, each with the number of violated and suspicious checks under it. */
function showContents() {
  const wrong = new Map();
  for (const check of CHECKS) {
    const stated = check.outcome === "violated" || check.outcome === "suspicious" ? mention(check.stated) : null;
    const place = stated && ((stated.cell && stated.cell.split(",")[0]) || stated.section);
    if (place) wrong.set(place, (wrong.get(place) || 0) + 1);
  }
  const badge = (id) => (wrong.has(id) ? el("span", { class: "badge", title: `${t("outcome.violated")} / ${t("outcome.suspicious")}` }, String(wrong.get(id))) : null);
  const overview = el("li", { class: "l1" }, el("button", { type: "button", class: "row", "data-to": "overview" }, el("span", { class: "label" }, t("overview"))));
  const sections = DATA.sections.map(([id, level, title]) => el("li", { class: `l${Math.min(level, 4)}` },
    el("button", { type: "button", class: "row", "data-to": `m-${id}` }, el("span", { class: "label" }, title), badge(id))));
  const tables = DATA.tables.map(([id, title, page]) => el("li", { class: "l2" },
    el("button", { type: "button", class: "row", "data-to": `m-${id}` }, el("span", { class: "tid" }, id), el("span", { class: "label" }, title || t("table")),
      page ? el("span", { class: "year" }, t("page_n", { n: page })) : null, badge(id))));
  byId("contents-list").replaceChildren(overview, ...sections, ...tables);
}

function fillLegend() {
  const counts = { code: DATA.codes.length, period: DATA.periods.length, number: DATA.numbers.length };
  for (let index = 0; index < FIGURES.count; index += 1) counts[FIGURES.field(index, "type")] = (counts[FIGURES.field(index, "type")] || 0) + 1;
  byId("legend").replaceChildren(...Object.keys(LETTERS).filter((type) => counts[type]).map((type) =>
    el("button", { type: "button", class: `dot-${type}`, "data-kind": type, "aria-pressed": String(!sheet.classList.contains(`no-${LETTERS[type]}`)) },
      `${t(`type.${type}`)} `, el("span", { class: "count" }, String(counts[type])))));
}

/** The next figure in the text after the one that has the focus, or after the top of the view. */
function nextFigure(offset) {
  const from = document.activeElement && document.activeElement.tagName === "MARK" ? mention(idOf(document.activeElement)) : null;
  let index = from && typeof from.index === "number" ? from.index + offset : firstInView();
  while (index >= 0 && index < FIGURES.count && !byId(`m-${FIGURES.field(index, "id")}`)) index += offset;
  if (index < 0 || index >= FIGURES.count) return;
  const mark = markOf(FIGURES.field(index, "id"));
  showView("text");
  scrollToMark(mark);
  mark.focus({ preventScroll: true });
}

function firstInView() {
  const top = paper.getBoundingClientRect().top + 40;
  for (const chunk of byId("text").children) {
    if (chunk.getBoundingClientRect().bottom < top) continue;
    for (const mark of chunk.querySelectorAll("mark.a, mark.p, mark.q")) {
      if (mark.getBoundingClientRect().top >= top) return mention(idOf(mark)).index;
    }
  }
  return 0;
}

function startFigures() {
  tabListeners.figures = showFigures;
  byId("figure-list").classList.add("figure-rows");
  const search = byId("figure-search");
  search.addEventListener("input", settled(() => { figureFilter.text = search.value.trim().toLowerCase(); showFigures(); }, 150));
  byId("figure-type").addEventListener("change", (event) => { figureFilter.type = event.target.value; showFigures(); });
  byId("figure-year").addEventListener("change", (event) => { figureFilter.year = event.target.value; showFigures(); });
  byId("figure-list").addEventListener("click", (event) => {
    const row = event.target.closest("[data-goto]");
    if (!row) return;
    const mark = markOf(row.dataset.goto);
    arrive(mark);
    if (mark) showTip(mark, true);
    event.stopPropagation();
  });
  byId("contents-list").addEventListener("click", (event) => {
    const row = event.target.closest("[data-to]");
    if (!row) return;
    showView("text");
    toHeading(byId(row.dataset.to));
  });
  byId("legend").addEventListener("click", (event) => {
    const button = event.target.closest("[data-kind]");
    if (!button) return;
    const hidden = sheet.classList.toggle(`no-${LETTERS[button.dataset.kind]}`);
    button.setAttribute("aria-pressed", String(!hidden));
  });
  onLanguage(() => { fillFigureFilters(); showContents(); fillLegend(); if (!byId("panel-figures").hidden) showFigures(); });
}

/** A heading goes to the top of the view; chunks above it may change their height meanwhile. */
function toHeading(target, tries = 6) {
  if (!target || paper.offsetParent === null) return;
  const off = target.getBoundingClientRect().top - paper.getBoundingClientRect().top - 44;
  paper.scrollTop += off;
  if (tries > 1 && Math.abs(off) > 2) window.requestAnimationFrame(() => toHeading(target, tries - 1));
}
