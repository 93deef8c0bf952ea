/* The report as the page holds it. Figures come by column and become objects when they are first looked at. */
const DATA = readJson("data");

/** Makes the figures one by one from their columns. */
const FIGURES = (() => {
  const { n, columns } = DATA.figures;
  const names = Object.keys(columns);
  const made = new Array(n);
  const at = (column, index) => (Array.isArray(column) ? column[index] : column.d[column.i[index]]);
  return {
    count: n,
    get(index) {
      if (!made[index]) {
        made[index] = { index };
        for (const name of names) made[index][name] = at(columns[name], index);
        if (!made[index].unit) made[index].unit = null;
      }
      return made[index];
    },
    field: (index, name) => (columns[name] ? at(columns[name], index) : null),
  };
})();

const MENTIONS = new Map(); // id → how to get the figure, subject mention, period or document number
for (let index = 0; index < FIGURES.count; index += 1) MENTIONS.set(FIGURES.field(index, "id"), index);
for (const code of DATA.codes) MENTIONS.set(code.id, { ...code, type: "code" });
for (const [id, raw, value] of DATA.periods) MENTIONS.set(id, { id, raw, period: value, type: "period" });
for (const [id, raw] of DATA.numbers) MENTIONS.set(id, { id, raw, type: "number" });

/** The figure or other mention with this id, or null. */
function mention(id) {
  const found = MENTIONS.get(id);
  if (found === undefined) return null;
  return typeof found === "number" ? FIGURES.get(found) : found;
}

const SECTIONS = new Map(DATA.sections.map(([id, level, title]) => [id, { id, level, title }]));
const TABLES = new Map(DATA.tables.map(([id, title, page]) => [id, { id, title, page }]));
const OUTCOMES = ["violated", "suspicious", "rounding", "holds"];
const CHECKS = DATA.checks;
const CHECK = new Map(CHECKS.map((check) => [check.id, check]));
const CHECKS_OF = new Map(); // id of a figure → checks in which it takes part

for (const check of CHECKS) {
  for (const id of [check.stated, ...check.operands.map(([figure]) => figure)]) {
    if (!id) continue;
    if (!CHECKS_OF.has(id)) CHECKS_OF.set(id, []);
    CHECKS_OF.get(id).push(check);
  }
}

/** Stated figure and operands of a check in the order of their numbers: [{figure, as, n}]. Each figure once. */
function placesOf(check) {
  const places = check.stated ? [{ figure: check.stated, as: check.kind === "share_total" ? "share" : "stated" }] : [];
  for (const [figure, as] of check.operands) if (figure !== check.stated) places.push({ figure, as });
  return places.map((place, index) => ({ ...place, n: index + 1 }));
}

/** Where a figure stands: table cell, section, page. */
function whereText(figure) {
  const said = [];
  if (figure.cell) {
    const [table, row, column] = figure.cell.split(",");
    const title = (TABLES.get(table) || {}).title;
    said.push(`${title || table} ${t("row_col", { row: Number(row) + 1, column: Number(column) + 1 })}`);
  } else if (figure.section && SECTIONS.has(figure.section)) {
    said.push(SECTIONS.get(figure.section).title);
  }
  if (figure.page) said.push(t("page_n", { n: figure.page }));
  return said.join(" · ");
}

/** The words of a check that the search looks through, in lower case. */
function searchText(check) {
  if (check.searched === undefined) {
    const figures = placesOf(check).map((place) => mention(place.figure)).filter(Boolean);
    const words = figures.slice(0, 60).map((figure) => `${figure.raw} ${figure.label || figure.name || ""} ${figure.subject_code || ""}`);
    check.searched = [check.id, check.message, check.formula || "", ...words].join(" ").toLowerCase();
  }
  return check.searched;
}
