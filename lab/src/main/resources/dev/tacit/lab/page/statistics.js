// Means and intervals over seeds; docs/statistics.md has the rules.

/** The value below which a share of sorted values lies, interpolated. */
export function quantileOf(sorted, share) {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

/**
 * The middle of some finite values with a band.
 *
 * Mean: Student's 95 % interval; of two values from one to the other; on a logarithmic axis of the
 * logarithms. Where seeds are crossed values are not independent, and the band is their range.
 * Median: the quartiles.
 *
 * quantiles[df] is t(0.975, df).
 */
export function summary(values, {centre = "mean", geometric = false, crossed = false, quantiles = []} = {}) {
  const n = values.length;
  if (n === 0) return null;
  if (centre === "median") {
    const sorted = [...values].sort((a, b) => a - b);
    return {
      mid: quantileOf(sorted, 0.5),
      low: n > 1 ? quantileOf(sorted, 0.25) : null,
      high: n > 1 ? quantileOf(sorted, 0.75) : null,
      n,
    };
  }
  if (geometric && values.some((v) => !(v > 0))) return null;
  const used = geometric ? values.map(Math.log) : values;
  const mean = used.reduce((a, b) => a + b, 0) / n;
  const back = geometric ? Math.exp : (v) => v;
  if (n === 1) return {mid: values[0], low: null, high: null, n};
  if (n === 2 || crossed || !(quantiles[n - 1] > 0)) {
    return {mid: back(mean), low: Math.min(...values), high: Math.max(...values), n};
  }
  let squares = 0;
  for (const v of used) squares += (v - mean) * (v - mean);
  const half = quantiles[n - 1] * Math.sqrt(squares / (n - 1) / n);
  return {mid: back(mean), low: back(mean - half), high: back(mean + half), n};
}

/** In words, what the band of a summary is. */
export function bandWords({centre, geometric, crossed}, most) {
  if (most < 2) return "";
  if (centre === "median") return "median; band: quartiles";
  const mean = geometric ? "geometric mean" : "mean";
  if (most === 2) return mean + "; band: from the one to the other";
  if (crossed) return mean + "; seeds are crossed, band: their range";
  return mean + "; band: Student’s 95 % interval";
}

/** The place at which places and values first come down to a level; straight in logarithms. */
export function firstReach(x, y, level) {
  for (let i = 0; i < x.length; i++) {
    if (y[i] <= level) {
      if (i === 0) return x[0];
      const log = y[i - 1] > 0 && y[i] > 0;
      const t = log
        ? Math.log(y[i - 1] / level) / Math.log(y[i - 1] / y[i])
        : (y[i - 1] - level) / (y[i - 1] - y[i]);
      return x[i - 1] + t * (x[i] - x[i - 1]);
    }
  }
  return NaN;
}

/** The first index at which a rising list is not below a place. */
export function lowerBound(list, place) {
  let from = 0;
  let to = list.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (list[middle] < place) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The value of a curve at a place, straight between measurements; NaN outside. */
export function valueAt(x, y, place) {
  if (!Number.isFinite(place)) return NaN;
  const next = lowerBound(x, place);
  if (x[next] === place) return y[next];
  if (next === 0 || next === x.length) return NaN;
  const t = (place - x[next - 1]) / (x[next] - x[next - 1]);
  return y[next - 1] + t * (y[next] - y[next - 1]);
}

/** The lowest value of a curve; one that reads 0 has run out of digits where others are positive. */
export function lowest(y) {
  let least = Infinity;
  let positive = Infinity;
  for (const v of y) {
    least = Math.min(least, v);
    if (v > 0) positive = Math.min(positive, v);
  }
  return Number.isFinite(positive) ? positive : least;
}

/** Exponential smoothing with a weight in [0, 1); the start is not drawn towards 0. */
export function smoothed(y, weight) {
  if (!(weight > 0)) return y;
  let last = 0;
  let norm = 0;
  return y.map((v) => {
    if (v === null || !Number.isFinite(v)) return v;
    last = weight * last + (1 - weight) * v;
    norm = weight * norm + (1 - weight);
    return last / norm;
  });
}
