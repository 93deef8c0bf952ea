/* From a mention to its mark in the text, and there. */
const paper = byId("paper");
const sheet = byId("sheet");

/** The mark of a figure or other mention; of one that lies inside another, the mark around it. */
function markOf(id) {
  return byId(`m-${id}`) || (DATA.inside[id] ? byId(`m-${DATA.inside[id]}`) : null);
}

const idOf = (mark) => mark.id.slice(2);

/** Scroll so that the mark stands in the middle. Chunks come to their real height on the way: look again until it stands still. */
function scrollToMark(mark, tries = 6) {
  if (!mark || paper.offsetParent === null) return; // on a narrow screen the reader may have left the text meanwhile
  const middle = paper.getBoundingClientRect();
  const before = mark.getBoundingClientRect();
  const off = before.top + before.height / 2 - (middle.top + middle.height * 0.42);
  if (Math.abs(off) > 2) paper.scrollTop += off;
  const wide = mark.closest(".scroll");
  if (wide) {
    const box = wide.getBoundingClientRect();
    if (before.right > box.right - 20 || before.left < box.left) wide.scrollLeft += before.left - box.left - box.width / 2;
  }
  if (tries > 1 && Math.abs(off) > 2) window.requestAnimationFrame(() => scrollToMark(mark, tries - 1));
}

function arrive(mark) {
  if (!mark) return;
  showView("text");
  scrollToMark(mark);
  mark.classList.remove("arrived");
  window.requestAnimationFrame(() => mark.classList.add("arrived"));
}

/** On a narrow screen one pane is shown at a time; on a wide one text and side stand beside each other. */
const narrow = window.matchMedia("(max-width: 820px)");

function showView(view) {
  if (view !== "text") showTab(view);
  if (!narrow.matches && view === "text") return;
  document.body.dataset.view = view;
  for (const button of byId("views").children) {
    if (button.dataset.view === view) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}

const TABS = ["findings", "figures", "contents"];
const tabListeners = {};

function showTab(name) {
  for (const tab of TABS) {
    const chosen = tab === name;
    byId(`panel-${tab}`).hidden = !chosen;
    byId(`tab-${tab}`).setAttribute("aria-selected", String(chosen));
    byId(`tab-${tab}`).tabIndex = chosen ? 0 : -1;
  }
  if (tabListeners[name]) tabListeners[name]();
}

function startPlaces() {
  for (const tab of TABS) byId(`tab-${tab}`).addEventListener("click", () => showTab(tab));
  byId("tab-findings").parentNode.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const now = TABS.findIndex((tab) => byId(`tab-${tab}`).tabIndex === 0);
    const next = TABS[(now + step + TABS.length) % TABS.length];
    showTab(next);
    byId(`tab-${next}`).focus();
    event.preventDefault();
  });
  byId("views").addEventListener("click", (event) => {
    const button = event.target.closest("[data-view]");
    if (button) showView(button.dataset.view);
  });
}
