// Numbers as people read them, and the scales they lie on.

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A number with four significant digits; an en dash for none. */
export function shown(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-3 && size < 1e6)) {
    return String(Number(value.toPrecision(4))).replace("-", "−");
  }
  const [digits, power] = value.toExponential(2).split("e");
  const raised = [...String(Number(power))].map((c) => (c === "-" ? "⁻" : RAISED[Number(c)])).join("");
  return String(Number(digits)).replace("-", "−") + "×10" + raised;
}

/** A time in seconds as people say it. */
export function duration(seconds) {
  if (!(seconds >= 0)) return "–";
  if (seconds < 60) return shown(Number(seconds.toPrecision(3))) + " s";
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return minutes + " min " + Math.round(seconds % 60) + " s";
  return Math.floor(minutes / 60) + " h " + (minutes % 60) + " min";
}

/** The scale that suits some values: "linear", "log" or "symlog". */
export function suitable(values, share) {
  return share ? "linear" : suitableFor([values]);
}

/** The same of several lists. */
export function suitableFor(lists) {
  let least = Infinity;
  let most = 0;
  let negative = false;
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      const size = Math.abs(list[i]);
      if (size > 0 && size < Infinity) {
        if (list[i] < 0) negative = true;
        if (size < least) least = size;
        if (size > most) most = size;
      }
    }
  }
  if (!(most / least > 31.6)) return "linear";
  return negative ? (most / least > 1000 ? "symlog" : "linear") : "log";
}

/** Where signed values stop being straight on a symlog axis: a thousandth of the largest. */
export function kink(values) {
  let most = 0;
  for (const value of values) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
  return most > 0 ? most * 1e-3 : 1;
}

/** The place of a value on a scale. */
export function placeOn(scale, value, straight = 1) {
  if (scale === "log") return value > 0 ? Math.log10(value) : NaN;
  if (scale === "symlog") return Math.asinh(value / straight);
  return value;
}

/** Round places between two values, at most so many. */
export function ticks(scale, low, high, most = 6, straight = 1) {
  if (!(high > low)) return [low];
  if (scale === "log") {
    const first = Math.ceil(Math.log10(low) - 1e-9);
    const last = Math.floor(Math.log10(high) + 1e-9);
    if (last - first >= 1) {
      const step = Math.max(1, Math.ceil((last - first + 1) / most));
      const all = [];
      for (let p = first; p <= last; p += step) all.push(10 ** p);
      return all;
    }
    return ticks("linear", low, high, most);
  }
  if (scale === "symlog") {
    const all = new Set([0]);
    for (let size = straight; size <= Math.max(Math.abs(low), Math.abs(high)); size *= 10) {
      if (size <= high) all.add(size);
      if (-size >= low) all.add(-size);
    }
    const sorted = [...all].filter((v) => v >= low && v <= high).sort((a, b) => a - b);
    const step = Math.ceil(sorted.length / most);
    const zero = sorted.indexOf(0);
    return sorted.filter((_, i) => (i - zero) % step === 0);
  }
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const unit = [1, 2, 5, 10].find((u) => u * power >= rough) * power;
  const all = [];
  for (let i = Math.ceil(low / unit - 1e-9); i * unit <= high + unit * 1e-9; i++) {
    all.push(Number((i * unit).toPrecision(12)));
  }
  return all;
}
