/* Long lists: rows are made as they come near the view, some dozens at a time. */
const BATCH = 60;

/** A list in `box` (a ul that scrolls). show(rows, make) fills it; reveal(index) makes sure that a row is there. */
function longList(box) {
  let rows = [];
  let make = null;
  let made = 0;
  const sentinel = el("li", { class: "sentinel", "aria-hidden": "true" });
  const more = () => {
    const upTo = Math.min(made + BATCH, rows.length);
    const batch = document.createDocumentFragment();
    for (; made < upTo; made += 1) batch.append(make(rows[made], made));
    sentinel.before(batch);
    if (made >= rows.length) sentinel.remove();
  };
  const watcher = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && fill(), { root: box, rootMargin: "600px" });
  const fill = () => {
    if (made < rows.length) {
      more();
      watcher.unobserve(sentinel);
      if (made < rows.length) watcher.observe(sentinel); // observed anew: it may still be in view
    }
  };
  return {
    show(nextRows, nextMake) {
      watcher.unobserve(sentinel);
      [rows, make, made] = [nextRows, nextMake, 0];
      box.replaceChildren(sentinel);
      box.scrollTop = 0;
      if (!rows.length) box.replaceChildren(el("li", { class: "empty" }, t("none_match")));
      else {
        more();
        if (made < rows.length) watcher.observe(sentinel);
      }
    },
    reveal(index) {
      while (made <= index && made < rows.length) more();
      return box.children[index] || null;
    },
    all() {
      while (made < rows.length) more();
    },
  };
}
