/* Decimal numbers as strings: shifted, rounded and grouped digit by digit, never as floating point. */
function parts(text) {
  const [, sign, whole, fraction = ""] = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text) || [null, "", "0", ""];
  return { sign, whole: whole || "0", fraction };
}

/** text × 10^places, exactly. */
function shift(text, places) {
  const { sign, whole, fraction } = parts(text);
  let digits = whole + fraction;
  let point = whole.length + places;
  if (point <= 0) {
    digits = "0".repeat(1 - point) + digits;
    point = 1;
  }
  digits = digits.padEnd(point, "0");
  const left = digits.slice(0, point).replace(/^0+(?=\d)/, "");
  const right = digits.slice(point).replace(/0+$/, "");
  return sign + left + (right ? `.${right}` : "");
}

function toInteger(text, places) {
  const { sign, whole, fraction } = parts(text);
  return BigInt(sign + whole + fraction.padEnd(places, "0").slice(0, places));
}

function fromInteger(value, places) {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString();
  return (negative ? "-" : "") + shift(digits, -places);
}

/** left − right, exactly. */
function minus(left, right) {
  const places = Math.max(parts(left).fraction.length, parts(right).fraction.length);
  return fromInteger(toInteger(left, places) - toInteger(right, places), places);
}

/** Rounded half away from zero to so many places, with whether digits were lost. */
function rounded(text, places) {
  const { sign, whole, fraction } = parts(text);
  if (fraction.length <= places) return { text, exact: true };
  const up = fraction[places] >= "5" ? 1n : 0n;
  const value = BigInt(whole + fraction.slice(0, places)) + up;
  return { text: (sign && value ? "-" : "") + shift(value.toString(), -places), exact: false };
}

function grouped(text) {
  const { sign, whole, fraction } = parts(text);
  return sign.replace("-", "−") + whole.replace(/\B(?=(\d{3})+$)/g, ",") + (fraction ? `.${fraction}` : "");
}

/** Powers of ten of a unit of money, and the currency's own name. */
function moneyUnit(unit) {
  const found = /^(万亿|亿|千万|百万|十万|万|千|百)?(.*)$/.exec((unit || "元").replace(/\s/g, ""));
  const power = { 万亿: 12, 亿: 8, 千万: 7, 百万: 6, 十万: 5, 万: 4, 千: 3, 百: 2 }[found[1]] || 0;
  return { power, scaled: (found[1] || "") + (found[2] || "元"), base: found[2] || "元" };
}

const RATIO_POWERS = { percent: 2, permille: 3, percentage_point: 2, tenth: 1, times: 0 };

/** A value in the unit in which the figure is written: 226.73 万元, 2.81%. `places`: round to so many, marked ≈. */
function inUnitOf(figure, value, places) {
  if (value === null || value === undefined) return "";
  let power = 0;
  let unit = figure.unit ? ` ${figure.unit}` : "";
  if (figure.type === "amount") {
    const money = moneyUnit(figure.unit);
    [power, unit] = [-money.power, ` ${money.scaled}`];
  } else if (figure.type === "percentage") {
    const known = figure.unit in RATIO_POWERS ? figure.unit : "percent";
    [power, unit] = [RATIO_POWERS[known], t(`unit.${known}`)];
  }
  const shown = shift(value, power);
  const cut = places === undefined ? { text: shown, exact: true } : rounded(shown, places);
  return (cut.exact ? "" : "≈ ") + grouped(cut.text) + unit;
}

/** Places after the point as the figure is printed. */
function printedPlaces(figure) {
  const found = /[.．]\s?(\d+)/.exec(figure.raw || "");
  return found ? found[1].length : 0;
}

function valueText(figure) {
  if (figure.low || figure.high) return `${inUnitOf(figure, figure.low)} – ${inUnitOf(figure, figure.high)}`;
  if (figure.value === null || figure.value === undefined) return figure.raw;
  return inUnitOf(figure, figure.value);
}
