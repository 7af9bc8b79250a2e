// Means and intervals over seeds; docs/statistics.md has the rules.

/** The value below which a share of sorted values lies, interpolated. */
export function quantileOf(sorted, share) {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

/** ln Γ(x) for x > 0 by Lanczos' series (g = 7), to 1e-13. */
function logGamma(x) {
  const c = [0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7];
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  let sum = c[0];
  for (let i = 1; i < 9; i++) sum += c[i] / (x - 1 + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/** The regularised incomplete beta function I_x(a, b), by its continued fraction (Lentz). */
function incompleteBeta(x, a, b) {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x)) / a;
  const safe = (v) => (Math.abs(v) < 1e-300 ? 1e-300 : v);
  let c = 1;
  let d = 1 / safe(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m < 300; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / safe(1 + even * d);
    c = safe(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / safe(1 + odd * d);
    c = safe(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return front * h;
}

/** t(0.975, df) of Student's t for any df > 0, by bisection of its tail I_{df/(df+t²)}(df/2, 1/2). */
export function studentQuantile(df) {
  let low = 0;
  let high = 1e3;
  while (incompleteBeta(df / (df + high * high), df / 2, 0.5) > 0.05) high *= 10;
  for (let i = 0; i < 200 && high - low > 1e-13 * high; i++) {
    const t = (low + high) / 2;
    if (incompleteBeta(df / (df + t * t), df / 2, 0.5) > 0.05) low = t;
    else high = t;
  }
  return (low + high) / 2;
}

/**
 * The standard error of the mean of crossed values with its degrees of freedom, as docs/statistics.md
 * has it: Var(mean) = Σ c_T MS_T/N, Satterthwaite's degrees. levels[i] has the level of each factor
 * of value i. null where a combination is missing or there twice.
 */
export function crossedSpread(values, levels) {
  const n = values.length;
  const all = levels[0].map((_, f) => [...new Set(levels.map((level) => level[f]))]);
  const kept = all.map((_, f) => f).filter((f) => all[f].length > 1);
  const k = kept.length;
  const sizes = kept.map((f) => all[f].length);
  const mean = values.reduce((a, b) => a + b, 0) / n;
  if (k < 2) {
    const squares = values.reduce((sum, v) => sum + (v - mean) * (v - mean), 0);
    return n > 1 ? {error: Math.sqrt(squares / (n - 1) / n), degrees: n - 1} : null;
  }
  const cells = new Set(levels.map((level) => kept.map((f) => level[f]).join(" ")));
  if (cells.size !== n || sizes.reduce((a, b) => a * b, 1) !== n) return null;
  const sets = 1 << k;
  const sign = (set) => (set.toString(2).replaceAll("0", "").length % 2 === 0 ? 1 : -1);
  const sums = new Array(sets).fill(0);
  for (let set = 0; set < sets; set++) {
    const marginals = new Map();
    values.forEach((v, i) => {
      const key = kept.filter((_, f) => (set >> f) & 1).map((f) => levels[i][f]).join(" ");
      const marginal = marginals.get(key) || [0, 0];
      marginals.set(key, [marginal[0] + v - mean, marginal[1] + 1]);
    });
    for (const [sum, count] of marginals.values()) sums[set] += (sum * sum) / count;
  }
  const degrees = (set) => sizes.reduce((d, size, f) => d * ((set >> f) & 1 ? size - 1 : 1), 1);
  const squares = sums.map((_, set) => {
    let square = 0;
    for (let part = 0; part < sets; part++) if ((part & set) === part) square += sign(set ^ part) * sums[part];
    return set === 0 ? 0 : Math.max(0, square) / degrees(set);
  });
  const coefficients = new Array(sets).fill(0);
  for (let set = 1; set < sets; set++) {
    let variance = 0;
    for (let more = set; more < sets; more++) if ((more & set) === set) variance += sign(more ^ set) * squares[more];
    if (variance > 0) {
      for (let more = set; more < sets; more++) if ((more & set) === set) coefficients[more] += sign(more ^ set);
    }
  }
  let sum = 0;
  let scatter = 0;
  for (let set = 1; set < sets; set++) {
    const part = coefficients[set] * squares[set];
    sum += part;
    scatter += (part * part) / degrees(set);
  }
  return {error: Math.sqrt(sum / n), degrees: scatter === 0 ? n - 1 : Math.min(n - 1, (sum * sum) / scatter)};
}

/**
 * The middle of some finite values with a band.
 *
 * Mean: Student's 95 % interval; of two values from one to the other; on a logarithmic axis of the
 * logarithms. levels, of crossed seeds, has the level of each factor of every value; where one of
 * their combinations is missing there is no band. Median: the quartiles.
 *
 * quantiles[df] is t(0.975, df).
 */
export function summary(values, {centre = "mean", geometric = false, levels = null, quantiles = []} = {}) {
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
  if (n === 2) return {mid: back(mean), low: Math.min(...values), high: Math.max(...values), n};
  const none = {mid: back(mean), low: null, high: null, n};
  let half;
  if (levels) {
    const spread = levels.length === n ? crossedSpread(used, levels) : null;
    if (!spread) return none;
    const whole = Number.isInteger(spread.degrees) && quantiles[spread.degrees];
    half = (whole || studentQuantile(spread.degrees)) * spread.error;
  } else {
    let squares = 0;
    for (const v of used) squares += (v - mean) * (v - mean);
    half = (quantiles[n - 1] || studentQuantile(n - 1)) * Math.sqrt(squares / (n - 1) / n);
  }
  return {mid: back(mean), low: back(mean - half), high: back(mean + half), n};
}

/** In words, what the band of a summary is. */
export function bandWords({centre, geometric, crossed}, most) {
  if (most < 2) return "";
  if (centre === "median") return "median; band: quartiles";
  const mean = geometric ? "geometric mean" : "mean";
  if (most === 2) return mean + "; band: from the one to the other";
  return mean + "; band: Student’s 95 % interval" + (crossed ? " of crossed seeds" : "");
}

/**
 * The places at which places and values first come down to levels that fall, in one pass over the
 * curve; straight in logarithms, NaN where it never does.
 */
export function firstReaches(x, y, levels) {
  const places = new Float64Array(levels.length).fill(NaN);
  let i = 0;
  for (let l = 0; l < levels.length; l++) {
    while (i < y.length && !(y[i] <= levels[l])) i++;
    if (i === y.length) break;
    if (i === 0) {
      places[l] = x[0];
      continue;
    }
    const log = y[i - 1] > 0 && y[i] > 0;
    const t = log
      ? Math.log(y[i - 1] / levels[l]) / Math.log(y[i - 1] / y[i])
      : (y[i - 1] - levels[l]) / (y[i - 1] - y[i]);
    places[l] = x[i - 1] + t * (x[i] - x[i - 1]);
  }
  return places;
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
