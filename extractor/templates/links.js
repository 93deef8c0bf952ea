/* What belongs to the chosen finding: numbered marks, a rail along the text that ties them together, pointers to those out of view. */
const linkLayer = byId("links");
let linked = []; // [{mark, chunk, place}]
const MOST_POINTERS = 6;

function clearLinks() {
  for (const { mark } of linked) {
    mark.classList.remove("on", "stated");
    mark.removeAttribute("data-n");
  }
  linked = [];
  linkLayer.replaceChildren();
  for (const outcome of OUTCOMES) for (const box of [sheet, paper, byId("dock")]) box.classList.remove(`o-${outcome}`);
  byId("edge-up").hidden = true;
  byId("edge-down").hidden = true;
}

/** Mark the places of a check and draw them; null clears. */
function connect(check) {
  clearLinks();
  if (!check) return;
  for (const box of [sheet, paper, byId("dock")]) box.classList.add(`o-${check.outcome}`);
  for (const place of placesOf(check)) {
    const mark = markOf(place.figure);
    if (!mark) continue;
    mark.classList.add("on");
    if (place.as === "stated") mark.classList.add("stated");
    mark.dataset.n = mark.dataset.n ? `${mark.dataset.n}·${place.n}` : String(place.n);
    linked.push({ mark, place, chunk: mark.closest(".chunk") });
  }
  drawLinks();
}

/** Place of a mark in the sheet: exact where its chunk is laid out, else the chunk's. Bottom of its last line. */
function placeOfMark({ mark, chunk }, origin, view) {
  const box = chunk.getBoundingClientRect();
  if (box.bottom < view.top - 200 || box.top > view.bottom + 200) {
    return { x: null, y: (box.top + box.bottom) / 2 - origin.top, out: box.bottom < view.top ? -1 : 1 };
  }
  const lines = mark.getClientRects();
  const last = lines[lines.length - 1] || mark.getBoundingClientRect();
  const out = last.bottom < view.top + 40 ? -1 : last.top > view.bottom - 12 ? 1 : 0;
  return { x: last.right - origin.left, y: last.bottom - origin.top + 2, out };
}

function drawLinks() {
  if (!linked.length) return;
  const origin = sheet.getBoundingClientRect();
  const view = paper.getBoundingClientRect();
  const ends = linked.map((item) => ({ ...item, ...placeOfMark(item, origin, view) }));
  const padding = parseFloat(window.getComputedStyle(sheet).paddingRight);
  const rail = origin.width - Math.max(padding * 0.42, 6);
  const content = [];
  if (ends.length > 1) {
    const ys = ends.map((end) => end.y);
    content.push(svg("path", { d: `M${rail} ${Math.min(...ys)}V${Math.max(...ys)}` }));
    for (const end of ends) {
      if (end.x !== null) content.push(svg("path", { d: `M${Math.min(end.x, rail)} ${end.y}H${rail}`, "stroke-dasharray": end.place.as === "stated" ? "none" : "3 3" }));
      content.push(svg("circle", { cx: rail, cy: end.y, r: end.place.as === "stated" ? 4.5 : 3.5, class: end.place.as === "stated" ? "stated" : "" }));
    }
  }
  linkLayer.setAttribute("width", String(origin.width));
  linkLayer.setAttribute("height", String(sheet.offsetHeight));
  linkLayer.replaceChildren(...content);
  pointers(byId("edge-up"), ends.filter((end) => end.out < 0), "↑", "above");
  pointers(byId("edge-down"), ends.filter((end) => end.out > 0), "↓", "below");
}

/** Buttons at the edge of the text for places that are out of view. */
function pointers(box, ends, arrow, word) {
  box.hidden = !ends.length;
  box.dataset.count = String(ends.length);
  const buttons = ends.slice(0, MOST_POINTERS).map(({ place }) => {
    const figure = mention(place.figure);
    return el("button", { type: "button", "data-goto": place.figure, "aria-label": `${t(word)}: ${place.n} ${figure.raw}` }, `${arrow} ${place.n} ${narrow.matches ? "" : figure.raw}`);
  });
  if (ends.length > MOST_POINTERS) buttons.push(el("button", { type: "button", "data-goto": ends[MOST_POINTERS].place.figure }, `+${ends.length - MOST_POINTERS}`));
  box.replaceChildren(...buttons);
}

/** On a narrow screen: the finding below the text, with a way to the next place and back. */
function showDock() {
  const dock = byId("dock");
  dock.hidden = !chosen;
  if (!chosen) return;
  const places = placesOf(chosen);
  dock.replaceChildren(
    el("p", {}, sign(chosen.outcome), ` ${chosen.message}`),
    el("div", {}, el("button", { type: "button", class: "tool", "data-do": "next-place" }, `↕ ${step + 1} / ${places.length}`),
      el("button", { type: "button", class: "tool", "data-do": "to-finding" }, t("findings")),
      el("button", { type: "button", class: "tool", "data-do": "leave" }, t("close"))),
  );
}

function startLinks() {
  let asked = false;
  const redraw = () => {
    if (asked || !linked.length) return;
    asked = true;
    window.requestAnimationFrame(() => { asked = false; drawLinks(); });
  };
  paper.addEventListener("scroll", redraw, { passive: true });
  paper.addEventListener("scroll", redraw, { passive: true, capture: true }); // tables that scroll sideways
  new ResizeObserver(redraw).observe(sheet);
  for (const edge of [byId("edge-up"), byId("edge-down")]) {
    edge.addEventListener("click", (event) => {
      const button = event.target.closest("[data-goto]");
      if (!button) return;
      step = placesOf(chosen).findIndex((place) => place.figure === button.dataset.goto);
      arrive(markOf(button.dataset.goto));
      showDock();
    });
  }
  byId("dock").addEventListener("click", (event) => {
    const what = (event.target.closest("[data-do]") || { dataset: {} }).dataset.do;
    if (what === "next-place") nextPlace();
    if (what === "leave") choose(null);
    if (what === "to-finding") {
      showView("findings");
      choose(chosen, { jump: false });
    }
  });
}
