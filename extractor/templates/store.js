/* Verdicts of the reviewer: confirmed, dismissed or open, with a remark. Kept in the browser under the report's SHA-256. */
const VERDICTS = ["open", "confirmed", "dismissed"];
const STORE_KEY = `gouji:review:${DATA.key}`;
const verdictListeners = [];
const onVerdict = (listener) => verdictListeners.push(listener);
let verdicts = loadVerdicts();

function loadVerdicts() {
  try {
    const kept = JSON.parse(storage.get(STORE_KEY) || "{}");
    return kept && typeof kept.verdicts === "object" && kept.verdicts ? kept.verdicts : {};
  } catch (error) {
    return {};
  }
}

/** The verdict on a check: {verdict, remark, at}. */
function verdictOf(check) {
  return verdicts[check.key] || { verdict: "open", remark: "", at: null };
}

function setVerdict(check, change) {
  const next = { ...verdictOf(check), ...change, at: new Date().toISOString() };
  if (next.verdict === "open" && !next.remark) delete verdicts[check.key];
  else verdicts[check.key] = next;
  keepVerdicts();
  for (const listener of verdictListeners) listener(check);
}

function keepVerdicts() {
  const decided = CHECKS.filter((check) => verdictOf(check).verdict !== "open").length;
  const kept = storage.set(STORE_KEY, JSON.stringify({ version: 1, decided, name: DATA.source.name, verdicts }));
  byId("save-state").textContent = t(kept ? "saved" : "not_saved");
}

/** Another window with the same report has written: take it over. */
window.addEventListener("storage", (event) => {
  if (event.key !== STORE_KEY) return;
  verdicts = loadVerdicts();
  for (const listener of verdictListeners) listener(null);
});
