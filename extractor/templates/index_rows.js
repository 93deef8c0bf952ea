/* The rows of the index: they arrive in script files, some hundreds each, and are kept as objects. */
const DATA = readJson("data");
const COLUMNS = ["report", "title", "organization", "region", "path", "year", "kind", "source", "figures", "checks",
  "violated", "suspicious", "rounding", "holds", "sha256", "kinds", "measures"];
const OUTCOMES = ["violated", "suspicious", "rounding", "holds"];
const ROWS = [];
let missingFiles = 0;
let loadedFiles = 0;
const rowListeners = [];

window.goujiRows = (rows) => {
  for (const values of rows) {
    const row = {};
    COLUMNS.forEach((name, index) => { row[name] = values[index]; });
    row.searched = [row.title, row.organization, row.path, row.region, row.source, row.year].filter(Boolean).join(" ").toLowerCase();
    ROWS.push(row);
  }
};

function loadRows() {
  const done = () => {
    loadedFiles += 1;
    for (const listener of rowListeners) listener();
  };
  for (const file of DATA.files) {
    const script = document.createElement("script");
    script.async = false; // in their order: the list is sorted by the number of violations as it comes
    script.addEventListener("load", done);
    script.addEventListener("error", () => { missingFiles += 1; done(); });
    script.src = file;
    document.head.append(script);
  }
  if (!DATA.files.length) for (const listener of rowListeners) listener();
}

/** How many findings of a report the reviewer has decided, from the browser's storage; null where none. */
function reviewed(row) {
  try {
    const kept = JSON.parse(storage.get(`gouji:review:${row.sha256}`) || "null");
    return kept && kept.decided ? kept.decided : null;
  } catch (error) {
    return null;
  }
}

const collator = new Intl.Collator("zh-CN", { numeric: true });

/** The value by which a column sorts. */
function sortValue(row, column) {
  if (column === "kind") return t(`report.${row.kind}`);
  if (column === "progress") return reviewed(row) || 0;
  return row[column];
}

function sortRows(rows, { column, down }) {
  const keyed = rows.map((row) => ({ row, value: sortValue(row, column) }));
  keyed.sort((a, b) => {
    if (a.value === b.value) return 0;
    if (a.value === null || a.value === undefined) return 1; // what is not known comes last either way
    if (b.value === null || b.value === undefined) return -1;
    const order = typeof a.value === "number" ? a.value - b.value : collator.compare(a.value, b.value);
    return down ? -order : order;
  });
  return keyed.map(({ row }) => row);
}
