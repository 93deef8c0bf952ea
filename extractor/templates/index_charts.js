/* Small charts over the reports that are shown: findings by kind, a well-known measure over the years. */
const CHART = { height: 190, left: 64, right: 16, top: 14, bottom: 26 };

/** Findings by kind as rows of stacked bars; a row is a button that filters. */
function kindsChart(rows, chosen) {
  const counts = new Map();
  for (const row of rows) {
    for (const [kind, outcomes] of Object.entries(row.kinds)) {
      const sum = counts.get(kind) || [0, 0, 0, 0];
      outcomes.forEach((count, index) => { sum[index] += count; });
      counts.set(kind, sum);
    }
  }
  const found = [...counts].map(([kind, sum]) => ({ kind, sum, wrong: sum[0] + sum[1], all: sum[0] + sum[1] + sum[2] })).filter(({ all }) => all);
  found.sort((a, b) => b.wrong - a.wrong || b.all - a.all);
  const most = Math.max(1, ...found.map(({ all }) => all));
  byId("kinds-chart").replaceChildren(...found.map(({ kind, sum, all }) => {
    const bar = svg("svg", { viewBox: "0 0 100 12", preserveAspectRatio: "none", role: "img", "aria-label": OUTCOMES.slice(0, 3).map((outcome, index) => `${t(`outcome.${outcome}`)} ${sum[index]}`).join(" ") });
    let x = 0;
    OUTCOMES.slice(0, 3).forEach((outcome, index) => {
      const width = (sum[index] / most) * 100;
      if (width) bar.append(svg("rect", { class: `seg-${outcome}`, x, y: 0, width, height: 12 }));
      x += width;
    });
    return el("button", { type: "button", class: "bar-row", "data-kind": kind, "aria-pressed": String(kind === chosen) }, el("span", {}, t(`kind.${kind}`)), bar, el("span", { class: "n" }, String(all)));
  }));
  if (!found.length) byId("kinds-chart").replaceChildren(el("p", { class: "quiet" }, t("no_findings")));
}

function quantile(sorted, share) {
  const place = (sorted.length - 1) * share;
  const low = Math.floor(place);
  return sorted[low] + (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]) * (place - low);
}

/** Values only for drawing: the exact ones stay in the pages and in the dataset. */
function yearly(rows, measure) {
  const years = new Map();
  for (const row of rows) {
    const value = row.measures[measure];
    if (value === undefined || !row.year) continue;
    if (!years.has(row.year)) years.set(row.year, []);
    years.get(row.year).push(Number(value));
  }
  return [...years].sort((a, b) => a[0] - b[0]).map(([year, values]) => {
    values.sort((a, b) => a - b);
    return { year, n: values.length, low: quantile(values, 0.25), median: quantile(values, 0.5), high: quantile(values, 0.75) };
  });
}

function axisText(value, measure) {
  if (measure.endsWith("|percentage")) return `${+(value * 100).toPrecision(4)}%`;
  const units = language === "zh" ? [["亿", 1e8], ["万", 1e4]] : [["bn", 1e9], ["m", 1e6], ["k", 1e3]];
  const [unit, size] = units.find(([, least]) => Math.abs(value) >= least) || ["", 1];
  return `${+(value / size).toPrecision(3)}${unit && language === "zh" ? ` ${unit}` : unit}`;
}

/** Round numbers for three or four lines of the scale. */
function ticks(low, high) {
  const rough = (high - low) / 3 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough);
  const found = [];
  for (let value = Math.floor(low / step) * step; value <= high + step * 0.999; value += step) found.push(value);
  return found;
}

function yearsChart(rows, measure) {
  const points = measure ? yearly(rows, measure) : [];
  const place = byId("years-chart");
  if (!points.length) return place.replaceChildren(el("p", { class: "quiet" }, t("index.no_indicator")));
  const width = Math.max(place.clientWidth, 240);
  const scale = ticks(Math.min(0, ...points.map(({ low }) => low)), Math.max(...points.map(({ high }) => high)));
  const [bottom, top] = [scale[0], scale[scale.length - 1]];
  const y = (value) => CHART.height - CHART.bottom - ((value - bottom) / (top - bottom || 1)) * (CHART.height - CHART.top - CHART.bottom);
  const first = points[0].year;
  const years = Math.max(points[points.length - 1].year - first, 1);
  const x = (year) => CHART.left + 24 + ((year - first) / years) * (width - CHART.left - CHART.right - 48);
  const label = points.map((point) => t("index.n_values", { year: point.year, median: axisText(point.median, measure), n: point.n })).join("; ");
  const crowded = (width - CHART.left) / points.length < 38;
  const drawn = svg("svg", { viewBox: `0 0 ${width} ${CHART.height}`, role: "img", "aria-label": label });
  for (const value of scale) {
    drawn.append(svg("line", { class: "grid", x1: CHART.left, x2: width - CHART.right, y1: y(value), y2: y(value) }),
      svg("text", { class: "soft", x: CHART.left - 8, y: y(value) + 4, "text-anchor": "end" }, axisText(value, measure)));
  }
  drawn.append(svg("path", { class: "line", d: points.map(({ year, median }, index) => `${index ? "L" : "M"}${x(year)} ${y(median)}`).join("") }));
  for (const point of points) {
    const title = svg("title", {}, t("index.n_values", { year: point.year, median: axisText(point.median, measure), n: point.n }));
    drawn.append(svg("line", { class: "range", x1: x(point.year), x2: x(point.year), y1: y(point.low), y2: y(point.high) }),
      svg("circle", { class: "dot", cx: x(point.year), cy: y(point.median), r: 4.5 }, title),
      svg("text", { class: "soft", x: x(point.year), y: CHART.height - 8, "text-anchor": "middle" }, crowded ? String(point.year).slice(2) : String(point.year)));
  }
  return place.replaceChildren(drawn);
}
