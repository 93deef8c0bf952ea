/* One finding as a card: its sum, what it should be, what rounding allows, the places, the verdict. */
const MOST_PLACES = 12;

function sign(outcome) {
  return el("i", { class: `sign o-${outcome}`, title: t(`outcome.${outcome}`), "aria-label": t(`outcome.${outcome}`), role: "img" });
}

/** The card, closed. Its body is made when it is opened. */
function cardOf(check) {
  const stated = mention(check.stated);
  const card = el("li", { class: `card o-${check.outcome}`, id: `c-${check.id}`, "data-check": check.id });
  const meta = el("span", { class: "meta" }, el("span", { class: "where" }, stated ? whereText(stated) : ""));
  meta.append(el("span", { class: "done" }));
  card.append(el("button", { type: "button", class: "head", "aria-expanded": "false", "data-do": "open" }, el("span", { class: "said" }, check.message), meta));
  showVerdict(card, check);
  return card;
}

/** The card's own sign of the verdict. */
function showVerdict(card, check) {
  const { verdict, remark } = verdictOf(check);
  const done = card.querySelector(".done");
  const tags = verdict === "open" ? [] : [el("span", { class: `tag ${verdict}` }, t(`verdict.${verdict}`))];
  if (remark) tags.push(el("span", { class: "tag" }, t("remark")));
  done.replaceChildren(...tags);
  card.classList.toggle("dismissed", verdict === "dismissed");
  card.classList.toggle("remarked", Boolean(remark));
  const radio = card.querySelector(`input[value="${verdict}"]`);
  if (radio) radio.checked = true;
  const field = card.querySelector("textarea");
  if (field && field !== document.activeElement) field.value = remark;
}

function fact(list, key, value, strong) {
  if (value) list.append(el("dt", {}, t(key)), el("dd", { class: strong ? "strong" : null }, value));
}

/** Stated and computed value, the difference, the interval that the printed places allow. */
function comparison(check) {
  const list = el("dl", { class: "compare" });
  const stated = mention(check.stated);
  if (!stated || !stated.type || stated.type === "code") return null;
  const places = printedPlaces(stated) + 3;
  const tested = check.kind !== "share_total"; // there no single figure is: the shares together are
  if (tested) fact(list, "stated", stated.raw, true);
  fact(list, tested ? "expected" : "as.total", inUnitOf(stated, check.expected, places));
  if (tested && check.expected && stated.value && check.outcome !== "holds") {
    const difference = minus(stated.value, check.expected);
    const points = stated.type === "percentage" ? { ...stated, unit: "percentage_point" } : stated;
    if (difference !== "0") fact(list, "difference", inUnitOf(points, difference, places));
  }
  if (check.allowed) {
    const [low, high] = check.allowed.map((bound) => inUnitOf(stated, bound, places).replace("≈ ", ""));
    fact(list, "allowed", low === high ? low : `${low} ～ ${high}`);
  }
  return list;
}

function advice(check) {
  const { suggestion } = check;
  if (!suggestion) return null;
  const box = el("p", { class: "advice" }, el("b", {}, `${t("suggestion")} `));
  const figure = suggestion.figure && mention(suggestion.figure);
  if (figure && suggestion.raw) box.append(`${figure.raw} → `, el("strong", {}, suggestion.raw), " · ");
  else if (suggestion.raw) box.append(el("strong", {}, suggestion.raw), " · ");
  box.append(suggestion.reason);
  return box;
}

function placeRow(place) {
  const figure = mention(place.figure) || { raw: place.figure };
  return el(
    "li", {},
    el("button", { type: "button", "data-goto": place.figure, title: figure.label || figure.name || "" },
      el("span", { class: "n" }, String(place.n)), el("span", { class: "as" }, t(`as.${place.as}`)),
      el("span", { class: "raw" }, (figure.raw || "").replace(/\s+/g, " ")), el("span", { class: "what" }, figure.label || figure.name || "")),
  );
}

function placeList(check) {
  const places = placesOf(check);
  const list = el("ul", { class: "places", "aria-label": t("places") }, ...places.slice(0, MOST_PLACES).map(placeRow));
  const hidden = places.slice(MOST_PLACES);
  if (hidden.length) {
    const more = el("button", { type: "button", class: "link more" }, `+ ${hidden.length}`);
    more.addEventListener("click", () => more.parentNode.replaceWith(...hidden.map(placeRow)));
    list.append(el("li", {}, more));
  }
  return list;
}

function verdictForm(check) {
  const fieldset = el("fieldset", {}, el("legend", {}, t("verdict")));
  for (const verdict of VERDICTS) {
    fieldset.append(el("label", {}, el("input", { type: "radio", name: `v-${check.id}`, value: verdict }), el("span", {}, t(`verdict.${verdict}`))));
  }
  return el("div", { class: "verdict" }, fieldset, el("textarea", { rows: 1, maxlength: 10000, "aria-label": t("remark"), placeholder: t("remark_hint") }));
}

function openCard(card, check) {
  if (!card.querySelector(".body")) {
    const formula = check.formula ? el("p", { class: "sumline" }, check.formula) : null;
    card.append(el("div", { class: "body" }, ...[formula, comparison(check), advice(check), placeList(check), verdictForm(check)].filter(Boolean)));
    showVerdict(card, check);
  }
  card.classList.add("open");
  card.querySelector(".head").setAttribute("aria-expanded", "true");
}

function closeCard(card) {
  const body = card.querySelector(".body");
  if (body) body.remove();
  card.classList.remove("open");
  card.querySelector(".head").setAttribute("aria-expanded", "false");
}
