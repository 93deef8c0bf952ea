/* The note beside a figure: what it measures, its value, year, stage, code, place, and the checks that it is in. */
const tip = byId("tip");
let tipMark = null;
let tipPinned = false;
let tipTimer = 0;

function tipFact(list, key, value) {
  if (value) list.append(el("dt", {}, t(key)), el("dd", {}, value));
}

const ORDINARY_ROLE = { amount: "level", percentage: "rate" };

/** The facts of a figure, those that are known. */
function figureFacts(figure) {
  const list = el("dl");
  const related = (id) => {
    const other = mention(id);
    return other ? `${other.label || ""} ${other.raw}`.trim() : "";
  };
  const direction = figure.direction ? t(`direction.${figure.direction}`) : "";
  tipFact(list, "year", figure.fiscal_year && String(figure.fiscal_year));
  tipFact(list, "period", figure.period);
  tipFact(list, "stage", figure.stage && t(`stage.${figure.stage}`));
  tipFact(list, "flow", figure.flow && t(`flow.${figure.flow}`));
  tipFact(list, "scope", figure.scope);
  if (figure.role && figure.role !== ORDINARY_ROLE[figure.type]) tipFact(list, "role", `${t(`role.${figure.role}`)} ${direction}`);
  tipFact(list, "subject", figure.subject_code && codePath(figure.subject_code));
  tipFact(list, "part_of", figure.parent && related(figure.parent));
  tipFact(list, "about", figure.about && related(figure.about));
  tipFact(list, figure.role === "share" ? "share_of" : "compared", figure.whole ? related(figure.whole) : figure.of);
  if (figure.unit_inferred) tipFact(list, "raw", `${figure.raw} · ${t("unit_inferred")}`);
  tipFact(list, "place", whereText(figure));
  return list;
}

const CODE_PATHS = new Map(DATA.codes.filter((code) => code.code).map((code) => [code.code, code]));

function codePath(code) {
  const known = CODE_PATHS.get(code);
  const path = known && known.path && known.path.length ? known.path.join(" › ") : known && (known.official_name || known.name);
  return path ? `${code} ${path}` : code;
}

function mentionFacts(item) {
  const list = el("dl");
  if (item.type === "code") {
    tipFact(list, "subject", item.path && item.path.length ? item.path.join(" › ") : item.official_name);
    tipFact(list, "label", item.name !== item.official_name ? item.name : "");
    list.append(el("dt", {}), el("dd", {}, t(`status.${item.status}`)));
  } else if (item.type === "period") {
    tipFact(list, "value", item.period);
  }
  return list;
}

/** As written, with the yuan behind an amount in 万元 and what the words around it say of its exactness. */
function exactText(figure) {
  const approximation = figure.approximation ? `${t(`approximation.${figure.approximation}`)} ` : "";
  const unit = figure.unit_inferred && figure.unit ? ` ${figure.unit}` : "";
  const written = figure.raw.replace(/\s+/g, "") + unit;
  const scaled = figure.type === "amount" && figure.value && (moneyUnit(figure.unit).power || figure.unit_inferred);
  return approximation + written + (scaled ? ` = ${grouped(figure.value)} ${moneyUnit(figure.unit).base}` : "");
}

function fillTip(item, checks) {
  const isFigure = typeof item.index === "number";
  const title = isFigure ? item.label || t("no_label") : item.code || item.raw;
  const typeName = el("span", { class: "quiet" }, ` ${t(`type.${item.type}`)}`);
  const content = [el("p", { class: "tip-title" }, title, typeName)];
  if (isFigure) content.push(el("p", { class: "value" }, exactText(item)));
  content.push(isFigure ? figureFacts(item) : mentionFacts(item));
  if (checks.length) {
    const rows = checks.slice(0, 6).map((check) => el("li", {}, el("button", { type: "button", "data-check": check.id }, sign(check.outcome),
      el("span", { class: "why" }, `${t(`kind.${check.kind}`)} · ${check.formula || check.message}`))));
    if (checks.length > 6) rows.push(el("li", { class: "quiet" }, `+ ${checks.length - 6}`));
    content.push(el("ul", { "aria-label": t("checks_here") }, ...rows));
  }
  tip.replaceChildren(...content);
}

function showTip(mark, pin) {
  const item = mention(idOf(mark));
  if (!item) return;
  const rank = (check) => OUTCOMES.indexOf(check.outcome);
  fillTip(item, [...new Set(CHECKS_OF.get(item.id) || [])].sort((a, b) => rank(a) - rank(b)));
  if (tipMark) tipMark.removeAttribute("aria-describedby");
  mark.setAttribute("aria-describedby", "tip");
  [tipMark, tipPinned] = [mark, pin];
  tip.hidden = false;
  placeTip(mark);
}

/** Below the mark, above it where there is no room. */
function placeTip(mark) {
  const boxes = mark.getClientRects();
  const box = boxes[0] || mark.getBoundingClientRect();
  const size = tip.getBoundingClientRect();
  const below = box.bottom + 8 + size.height < window.innerHeight;
  tip.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - size.width - 8))}px`;
  tip.style.top = `${Math.max(8, below ? boxes[boxes.length - 1].bottom + 7 : box.top - size.height - 7)}px`;
}

function hideTip() {
  window.clearTimeout(tipTimer);
  if (tipMark) tipMark.removeAttribute("aria-describedby");
  [tipMark, tipPinned] = [null, false];
  tip.hidden = true;
}

function startDetails() {
  const text = byId("text");
  text.addEventListener("pointerover", (event) => {
    const mark = event.target.closest("mark");
    if (event.pointerType === "touch" || tipPinned) return;
    window.clearTimeout(tipTimer);
    if (mark) tipTimer = window.setTimeout(() => showTip(mark, false), tip.hidden ? 120 : 40);
    else if (tipMark) tipTimer = window.setTimeout(hideTip, 220);
  });
  text.addEventListener("pointerleave", () => {
    window.clearTimeout(tipTimer);
    if (!tipPinned) tipTimer = window.setTimeout(hideTip, 220);
  });
  tip.addEventListener("pointerenter", () => window.clearTimeout(tipTimer));
  tip.addEventListener("pointerleave", () => { if (!tipPinned) tipTimer = window.setTimeout(hideTip, 220); });
  text.addEventListener("focusin", (event) => { if (event.target.tagName === "MARK") showTip(event.target, tipPinned); });
  document.addEventListener("click", (event) => {
    const mark = event.target.closest("#text mark");
    if (mark) showTip(mark, true);
    else if (!event.target.closest("#tip")) hideTip();
  });
  tip.addEventListener("click", (event) => {
    const button = event.target.closest("[data-check]");
    if (!button) return;
    hideTip();
    showView("findings");
    choose(CHECK.get(button.dataset.check), { jump: false, focus: true });
  });
  paper.addEventListener("scroll", () => { if (!tip.hidden) (tipPinned ? placeTip(tipMark) : hideTip()); }, { passive: true });
  onLanguage(hideTip);
}
