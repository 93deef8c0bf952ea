/* Verdicts as a file: JSON for another browser with the same report, CSV for Excel; both can be read back. */
const CSV_HEAD = ["check", "key", "kind", "outcome", "severity", "message", "formula", "stated", "expected", "verdict", "remark", "decided_at", "sha256"];

function exportedRows() {
  return CHECKS.filter((check) => verdicts[check.key]).map((check) => ({ check, ...verdictOf(check) }));
}

function exportName(extension) {
  const base = (DATA.source.name || DATA.title || "report").replace(/[\\/:*?"<>|\s\u0000-\u001f]+/g, "_").slice(0, 80);
  return `${base}.review.${extension}`;
}

function exportJson() {
  const rows = exportedRows().map(({ check, verdict, remark, at }) => ({
    check: check.id, key: check.key, kind: check.kind, outcome: check.outcome, message: check.message, verdict, remark, decided_at: at,
  }));
  const file = { format: "gouji-review/1", source: DATA.source, key: DATA.key, title: DATA.title, exported_at: new Date().toISOString(), verdicts: rows };
  saveFile(exportName("json"), "application/json", JSON.stringify(file, null, 1));
}

/** Every check with its verdict, so that the sheet can serve as a working paper. Begins with a BOM for Excel. */
function exportCsv() {
  const lines = [csvLine(CSV_HEAD)];
  for (const check of CHECKS) {
    const { verdict, remark, at } = verdictOf(check);
    const stated = mention(check.stated) || {};
    const expected = check.expected && stated.type ? inUnitOf(stated, check.expected, printedPlaces(stated) + 3) : "";
    lines.push(csvLine([check.id, check.key, check.kind, check.outcome, check.severity, check.message, check.formula, stated.raw, expected, verdict, remark, at, DATA.key]));
  }
  saveFile(exportName("csv"), "text/csv", `\ufeff${lines.join("\r\n")}\r\n`);
}

/** CSV (RFC 4180) → rows of fields. */
function parseCsv(text) {
  const rows = [[]];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g;
  let match;
  while ((match = field.exec(text)) !== null) {
    rows[rows.length - 1].push(match[1] !== undefined ? match[1].split('""').join('"') : match[2]);
    if (match.index + match[0].length >= text.length) break;
    if (match[3] !== ",") rows.push([]);
  }
  return rows;
}

function fromCsv(text) {
  const [head, ...rows] = parseCsv(text);
  const column = (name) => head.indexOf(name);
  if (column("key") < 0 || column("verdict") < 0) return null;
  const plain = (value) => (value || "").replace(/^'(?=[=+\-@\t\r])/, "");
  const verdicts_ = rows
    .filter((row) => row.length > 1)
    .map((row) => ({ key: row[column("key")], verdict: row[column("verdict")], remark: plain(row[column("remark")]), decided_at: row[column("decided_at")] }));
  return { key: rows.length ? rows[0][column("sha256")] : DATA.key, verdicts: verdicts_ };
}

function readImport(text) {
  try {
    const file = JSON.parse(text);
    return file && file.format === "gouji-review/1" && Array.isArray(file.verdicts) ? file : null;
  } catch (error) {
    return fromCsv(text);
  }
}

/** Take over the verdicts of a file. The later of two verdicts on the same check stays. */
function importText(text) {
  const file = readImport(text.replace(/^\ufeff/, ""));
  if (!file) return toast(t("import_bad"));
  if (file.key !== DATA.key) return toast(t("import_other"));
  const known = new Map(CHECKS.map((check) => [check.key, check]));
  let taken = 0;
  let strange = 0;
  for (const row of file.verdicts) {
    const check = known.get(row.key);
    if (!check || !VERDICTS.includes(row.verdict)) {
      strange += 1;
    } else if ((row.verdict !== "open" || row.remark) && (verdictOf(check).at || "") <= (row.decided_at || "")) {
      verdicts[row.key] = { verdict: row.verdict, remark: String(row.remark || "").slice(0, 10000), at: row.decided_at || null };
      taken += 1;
    }
  }
  keepVerdicts();
  for (const listener of verdictListeners) listener(null);
  return toast(t("imported", { n: taken }) + (strange ? t("imported_unknown", { n: strange }) : ""));
}

function startExchange() {
  const input = byId("import-file");
  input.addEventListener("change", async () => {
    if (input.files[0]) importText(await input.files[0].text());
    input.value = "";
    closeMenu();
  });
}
