/* Start: the parts, the overview's links, the place named in the address, printing. */
function startOverview() {
  byId("overview").addEventListener("click", (event) => {
    const finding = event.target.closest("[data-check]");
    const outcome = event.target.closest("[data-outcome]");
    const type = event.target.closest("[data-type]");
    const link = event.target.closest("a[href]");
    if (finding) {
      event.preventDefault();
      showTab("findings");
      choose(CHECK.get(finding.dataset.check));
    } else if (outcome) {
      showView("findings");
      onlyOutcome(outcome.dataset.outcome);
    } else if (type) {
      byId("figure-type").value = figureFilter.type = type.dataset.type;
      showView("figures");
    } else if (link) {
      event.preventDefault();
      const mark = markOf((link.getAttribute("href") || "").slice(3));
      arrive(mark);
      if (mark) showTip(mark, true);
      event.stopPropagation();
    }
  });
}

/** #c9 opens a finding, #a12 shows a figure. */
function openAddress() {
  const id = decodeURIComponent(window.location.hash.slice(1));
  if (CHECK.has(id)) choose(CHECK.get(id));
  else if (id && markOf(id)) arrive(markOf(id));
}

/** On paper the findings stand with their sums (what holds only where the list shows it); afterwards the list is as before. */
function startPrinting() {
  window.addEventListener("beforeprint", () => {
    if (folded.delete("rounding")) showFindings();
    findingList.all();
    for (const card of findingBox.querySelectorAll(".card")) {
      const check = CHECK.get(card.dataset.check);
      if (check.outcome !== "holds" && check !== chosen) openCard(card, check);
    }
  });
  window.addEventListener("afterprint", showFindings);
}

startExchange();
startPlaces();
startFindings();
startDetails();
startLinks();
startFigures();
startKeys();
startOverview();
startPrinting();
startSettings();
openAddress();
if (!storage.works) byId("save-state").textContent = t("not_saved");
window.addEventListener("hashchange", openAddress);
document.documentElement.dataset.ready = "true";
