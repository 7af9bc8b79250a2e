// What the lines of a chart are: runs grouped, put over an axis, averaged.
import { suitableFor } from "./numbers.js";
import { summary, bandWords, firstReaches, studentQuantile, valueAt, lowest, smoothed } from "./statistics.js";

export const LOSS = "train/loss";
const LEVELS = 160;
const MOST_SEEDS = 10;
const STANDARD_ERRORS = 1.959963984540054;
const PALETTE = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#444444", "#882255", "#117733", "#332288"];
const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3], [4, 2, 1, 2], [12, 5]];

/** The horizontal axes that every chart has. */
export const ACROSS = [
  ["epoch", "epoch"],
  ["step", "step"],
  ["share", "share of the run"],
  ["flow", "flow time Σ η"],
  ["wall", "wall time, s"],
  [LOSS, "training loss"],
];
const CLOCKS = {flow: "clock/flow_time", wall: "clock/seconds"};

/** Those of a study: where it has no clock, or no such metric, there is no such axis. */
export function axesOf(store) {
  return ACROSS.filter(([key]) => ["epoch", "step", "share"].includes(key) || (CLOCKS[key] || key) in store.data.metrics);
}

/** The metrics whose curves a chart needs. */
export function neededFor(store, spec, across) {
  const metrics = spec.way === "parts" ? [...spec.parts] : [spec.metric];
  if (across in CLOCKS) metrics.push(CLOCKS[across]);
  else if (!["epoch", "step", "share"].includes(across)) metrics.push(across);
  const gauge = store.metric(spec.metric).gauge;
  if (spec.way === "greyed" && gauge) metrics.push(gauge);
  metrics.push(...Object.keys(levelsOf(spec.metric)));
  return metrics;
}

/** How the runs of a page are grouped: by everything but the seed unless somebody says otherwise. */
export function grouped(store, runs, by) {
  const groups = new Map();
  const keys = by === "" ? null : by.split(" ");
  const fields = keys && keys.map((key) => store.field(key));
  for (const run of runs) {
    const places = keys ? [null] : run.variants.length > 0 ? run.variants : [null];
    for (const place of places) {
      const words = keys ? fields.map((field, i) => shortName(store, keys[i]) + " = " + String(field(run) ?? "none")) : [];
      const key = keys ? words.join(", ") : run.optimizer + " " + place;
      if (!groups.has(key)) {
        const optimizer = store.optimizer(run.optimizer);
        groups.set(key, {
          key: keys ? key : run.optimizer,
          label: keys ? key : optimizer.name,
          optimizer: run.optimizer,
          variant: keys ? null : place,
          colour: optimizer.colour,
          dash: optimizer.dash,
          runs: [],
        });
      }
      groups.get(key).runs.push(run);
    }
  }
  const all = [...groups.values()];
  if (keys) {
    const byOptimizer = keys.length === 1 && keys[0] === "optimizer";
    all.sort((a, b) => a.label.localeCompare(b.label, "en", {numeric: true}));
    all.forEach((group, i) => {
      if (byOptimizer) {
        group.label = store.optimizer(group.optimizer).name;
        return;
      }
      group.colour = PALETTE[i % PALETTE.length];
      group.dash = DASHES[Math.floor(i / PALETTE.length) % DASHES.length];
    });
  }
  return all;
}

export function shortName(store, path) {
  return store.data.names[path] || path.slice(path.lastIndexOf(".") + 1);
}

/** The panels of a chart, before they are drawn. */
export function panelsOf(store, spec, how) {
  const runs = how.runs || store.chosen();
  let groups;
  try {
    groups = how.runs ? grouped(store, runs, "name") : grouped(store, runs, how.by || "");
    if (how.runs) groups.forEach((group) => Object.assign(group, {label: group.runs[0].name, colour: store.optimizer(group.optimizer).colour, dash: []}));
  } catch {
    groups = grouped(store, runs, ""); // a link by a setting that is not there
  }
  const panels = new Map();
  const panel = (key, title) => {
    if (!panels.has(key)) panels.set(key, {title, metric: spec.metric, groups: [], apart: spec.way === "parts"});
    return panels.get(key);
  };
  if (spec.way === "parts") {
    for (const part of spec.parts) {
      const own = panel(part, store.metric(part).part || part);
      own.metric = part;
      own.groups = groups;
    }
  } else {
    for (const group of groups) {
      const place = group.variant === null ? "" : store.data.variants[group.variant] || "";
      if (spec.way === "greyed" && !how.by) {
        const name = group.label + (place ? ", " + place : "");
        panel(name, name).groups.push(group);
      } else if (how.by || store.data.variants.length > 12) {
        panel("", "").groups.push(place && !how.by ? {...group, key: group.key + " " + place, label: group.label + ", " + place} : group);
      } else {
        panel(place, place).groups.push(group);
      }
    }
  }
  const all = [...panels.values()];
  if (!how.by) {
    const order = new Map(store.data.variants.map((label, i) => [label, i]));
    all.sort((a, b) => (order.get(a.title) ?? 0) - (order.get(b.title) ?? 0));
  }
  const {share, limit} = store.metric(spec.metric);
  const scale = how.scale || scaleOf(store, all, share, limit === undefined ? [] : [limit]);
  for (const one of all) {
    const own = one.apart && !how.scale ? scaleOf(store, [one], store.metric(one.metric).share) : scale;
    Object.assign(one, {scale: own, ...linesOf(store, one, spec, {...how, scale: own})});
  }
  return {panels: all.filter((one) => one.lines.length > 0), scale, runs: runs.length};
}

/** The scale that suits the usable runs of some panels. */
function scaleOf(store, panels, share, more = []) {
  if (share) return "linear";
  const lists = [more];
  for (const panel of panels) {
    for (const group of panel.groups) {
      const usable = group.runs.filter((run) => run.usable);
      for (const run of usable.length > 0 ? usable : group.runs) {
        const curve = store.curve(run.id, panel.metric);
        if (curve) lists.push(curve.y);
      }
    }
  }
  return suitableFor(lists);
}

/** A run's curve over an axis: rising x for time, whatever it is for another metric. */
function overAxis(store, run, metric, across) {
  const curve = store.curve(run.id, metric);
  if (!curve || curve.x.length === 0) return null;
  if (across === "epoch") return curve;
  if (across === "step") return {...curve, x: curve.x.map((x) => Math.round(x * run.steps))};
  if (across === "share") {
    const end = store.data.epochs || 1;
    return {...curve, x: curve.x.map((x) => x / end)};
  }
  const other = store.curve(run.id, CLOCKS[across] || across);
  if (!other) return null;
  return {...curve, epochs: curve.x, x: curve.x.map((x) => valueAt(other.x, other.y, x))};
}

function linesOf(store, panel, spec, how) {
  const lines = [];
  const marks = new Map();
  const greys = [];
  const levels = [];
  for (const group of panel.groups) {
    const usable = group.runs.filter((run) => run.usable && store.curve(run.id, panel.metric));
    const mean = how.x === LOSS && spec.metric !== LOSS
      ? atLoss(store, panel.metric, usable, how)
      : average(store, panel.metric, usable, how);
    if (mean && mean.x.length > 0) {
      lines.push({...lineOf(group, "mean", usable.length, ""), ...mean});
      if (how.smooth > 0) {
        const raw = lines[lines.length - 1];
        lines.push({...lineOf(group, "raw", usable.length, ""), x: raw.x, y: raw.y, low: null, high: null});
        raw.y = smoothed([...raw.y], how.smooth);
        raw.low = raw.high = null;
      }
    }
    const each = how.seeds === "all" || (how.seeds !== "none" && usable.length <= MOST_SEEDS);
    if (each && usable.length > 1 && spec.way !== "parts") {
      for (const run of usable) {
        const own = how.x === LOSS && spec.metric !== LOSS ? atLoss(store, panel.metric, [run], how) : average(store, panel.metric, [run], how);
        if (own) lines.push({...lineOf(group, "seed", 1, run.name), run: run.id, x: own.x, y: own.y, low: null, high: null});
      }
    }
    for (const run of group.runs) {
      if (run.usable) continue;
      const own = how.x === LOSS && spec.metric !== LOSS ? null : average(store, panel.metric, [run], how);
      if (own && own.x.length > 0) {
        lines.push({...lineOf(group, "stopped", 1, run.name), run: run.id, state: run.state, x: own.x, y: own.y, low: null, high: null});
      }
    }
    if (["epoch", "step", "share"].includes(how.x)) {
      const unit = (run) => (how.x === "step" ? run.steps : how.x === "share" ? 1 / (store.data.epochs || 1) : 1);
      for (const run of group.runs) {
        for (const epoch of run.switches) marks.set(group.colour + epoch, {x: epoch * unit(run), colour: group.colour});
      }
      const {gauge, limit} = store.metric(panel.metric);
      if (spec.way === "greyed" && gauge) {
        const over = average(store, gauge, usable, {...how, scale: "linear", centre: "mean"});
        if (over) greys.push(...stretches(over, limit));
      }
    }
    levels.push(...thresholdsOf(store, panel.metric, group, usable));
  }
  return {lines, greys, marks: [...marks.values()], levels: [...levels, ...fixedLevels(store, panel.metric)]};
}

function lineOf(group, role, n, name) {
  return {key: group.key, label: group.label, colour: group.colour, dash: group.dash, role, n, name};
}

/** Where a gauge is above its limit; from halfway between places on. */
function stretches({x, y}, limit) {
  const all = [];
  let from = null;
  for (let i = 0; i < x.length; i++) {
    const middle = i === 0 ? x[0] : (x[i - 1] + x[i]) / 2;
    if (y[i] > limit && from === null) from = middle;
    if (from !== null && (!(y[i] > limit) || i === x.length - 1)) {
      all.push([from, y[i] > limit ? x[i] : middle]);
      from = null;
    }
  }
  return all;
}

/** Metrics whose values are lines in the chart of another, with what to call them. */
function levelsOf(metric) {
  if (/^curvature\/lambda_max(_preconditioned)?$/.test(metric)) return {"curvature/threshold": "unstable above"};
  if (metric === "curvature/batch_sharpness") return {[metric + "/threshold"]: "threshold", [metric + "/small_batch_threshold"]: "at small batches"};
  return {};
}

function thresholdsOf(store, metric, group, usable) {
  const adaptive = store.optimizer(group.optimizer).adaptive;
  if (metric === (adaptive ? "curvature/lambda_max" : "curvature/lambda_max_preconditioned")) return []; // not what the rule feels
  const levels = [];
  for (const [of, label] of Object.entries(levelsOf(metric))) {
    const curves = usable.map((run) => store.curve(run.id, of));
    const constant = curves.find((curve) => curve && curve.y.length > 0 && curve.y.every((y) => y === curve.y[0]));
    if (constant) levels.push({y: constant.y[0], label: group.label + " " + label, colour: group.colour});
  }
  return levels;
}

function fixedLevels(store, metric) {
  if (metric === "curvature/sharpness_ratio") return [{y: 1, label: "edge of stability", colour: "#777777"}];
  if (metric === "implicit/chi") return [{y: 0.1, label: "χ = 0.1", colour: "#777777"}];
  if (metric === "penalty/validity") return [{y: 1, label: "edge of validity", colour: "#777777"}];
  return [];
}

/** How the values of some runs, one each, are summed up. */
export function optionsFor(store, how, runs, geometric = how.scale === "log") {
  return {
    centre: how.centre || "mean",
    geometric,
    levels: store.data.crossed ? runs.map((run) => run.levels) : null,
    quantiles: store.data.quantiles,
  };
}

/** Over a time or another metric: the middle wherever all runs were measured. */
function average(store, metric, runs, how) {
  const pairs = runs.map((run) => [run, overAxis(store, run, metric, how.x)]).filter(([, curve]) => curve);
  const curves = pairs.map(([, curve]) => curve);
  if (curves.length === 0) return null;
  const options = optionsFor(store, how, pairs.map(([run]) => run));
  if (curves.length === 1) return single(curves[0], options, metric === how.x ? null : how);
  const by = curves[0].epochs ? "epochs" : "x";
  const first = curves[0];
  const alike = curves.every((curve) => sameList(curve[by], first[by]));
  if (alike && by === "x" && options.centre === "mean" && !options.levels) return means(first.x, curves, options);
  const x = [];
  const y = [];
  const low = [];
  const high = [];
  const add = (place, values) => {
    const usable = values.filter((v) => Number.isFinite(v) && (how.scale !== "log" || v > 0));
    if (usable.length < values.length && how.scale === "log") return; // one has no place on the axis
    const middle = summary(usable, options);
    if (!middle || !Number.isFinite(place)) return;
    x.push(place);
    y.push(middle.mid);
    low.push(middle.low);
    high.push(middle.high);
  };
  const mean = (list) => list.reduce((a, b) => a + b, 0) / list.length;
  if (alike) {
    for (let i = 0; i < first.x.length; i++) {
      add(by === "x" ? first.x[i] : mean(curves.map((curve) => curve.x[i])), curves.map((curve) => curve.y[i]));
    }
  } else {
    const at = new Map(); // place -> values, where all were measured
    for (const curve of curves) {
      curve[by].forEach((place, i) => {
        if (!at.has(place)) at.set(place, []);
        at.get(place).push([curve.x[i], curve.y[i]]);
      });
    }
    const places = [...at.keys()].sort((a, b) => a - b);
    const common = places.filter((place) => at.get(place).length === curves.length);
    for (const place of common.length > 0 ? common : places) {
      const there = at.get(place);
      add(by === "x" ? place : mean(there.map((pair) => pair[0])), there.map((pair) => pair[1]));
    }
  }
  return {x, y, low, high, options};
}

function sameList(a, b) {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** What summary() gives at each of some places at which all curves were measured, in two passes. */
function means(places, curves, {geometric, quantiles}) {
  const n = curves.length;
  const count = places.length;
  const sums = new Float64Array(count);
  const squares = new Float64Array(count);
  const least = new Float64Array(count).fill(Infinity);
  const most = new Float64Array(count).fill(-Infinity);
  for (const {y} of curves) {
    for (let i = 0; i < count; i++) {
      const v = y[i];
      sums[i] += geometric ? Math.log(v) : v; // of what has no logarithm there is no mean
      if (v < least[i]) least[i] = v;
      if (v > most[i]) most[i] = v;
    }
  }
  if (n > 2) {
    for (const {y} of curves) {
      for (let i = 0; i < count; i++) {
        const d = (geometric ? Math.log(y[i]) : y[i]) - sums[i] / n;
        squares[i] += d * d;
      }
    }
  }
  const t = n > 2 ? quantiles[n - 1] || studentQuantile(n - 1) : 0;
  const back = geometric ? Math.exp : (v) => v;
  const all = {x: [], y: [], low: [], high: [], options: {centre: "mean", geometric, quantiles, levels: null}};
  for (let i = 0; i < count; i++) {
    const mean = sums[i] / n;
    if (!Number.isFinite(mean) || (geometric && !(least[i] > 0)) || !Number.isFinite(places[i])) continue;
    const half = n > 2 ? t * Math.sqrt(squares[i] / (n - 1) / n) : 0;
    all.x.push(places[i]);
    all.y.push(n === 1 ? least[i] : back(mean));
    all.low.push(n > 2 ? back(mean - half) : n === 2 ? least[i] : null);
    all.high.push(n > 2 ? back(mean + half) : n === 2 ? most[i] : null);
  }
  return all;
}

/** One run, with the band of its measurement's own standard error. */
function single(curve, options, how) {
  const x = [];
  const y = [];
  const low = [];
  const high = [];
  for (let i = 0; i < curve.x.length; i++) {
    if (!Number.isFinite(curve.x[i]) || (options.geometric && !(curve.y[i] > 0))) continue;
    x.push(curve.x[i]);
    y.push(curve.y[i]);
    const half = curve.e && how ? STANDARD_ERRORS * curve.e[i] : NaN;
    const shares = options.geometric && Number.isFinite(half);
    low.push(Number.isFinite(half) ? (shares ? curve.y[i] * Math.exp(-half / curve.y[i]) : curve.y[i] - half) : null);
    high.push(Number.isFinite(half) ? (shares ? curve.y[i] * Math.exp(half / curve.y[i]) : curve.y[i] + half) : null);
  }
  return {x, y, low, high, options, ownError: Boolean(curve.e)};
}

/** Against the training loss: where each run first comes down to a level, as far as all come. */
function atLoss(store, metric, runs, how) {
  const measured = runs.filter((run) => store.curve(run.id, metric) && store.curve(run.id, LOSS)?.y.length > 0);
  const pairs = measured.map((run) => [store.curve(run.id, LOSS), store.curve(run.id, metric)]);
  if (pairs.length === 0) return null;
  const start = Math.min(...pairs.map(([loss]) => loss.y[0]));
  const end = Math.max(...pairs.map(([loss]) => lowest(loss.y)));
  const options = optionsFor(store, how, measured);
  const count = end < start ? LEVELS : 0;
  const levels = Array.from({length: count + 1}, (_, i) => {
    const t = count === 0 ? 1 : i / count;
    return t === 1 ? end : end > 0 ? start * (end / start) ** t : start + t * (end - start);
  });
  const there = pairs.map(([loss, curve]) => {
    const places = firstReaches(loss.x, loss.y, levels);
    return {y: places.map((place) => valueAt(curve.x, curve.y, place))};
  });
  if (options.centre === "mean" && !options.levels) return means(levels, there, options);
  const all = {x: [], y: [], low: [], high: [], options};
  levels.forEach((level, i) => {
    const values = there.map(({y}) => y[i]);
    if (values.some((v) => !Number.isFinite(v) || (how.scale === "log" && !(v > 0)))) return;
    const middle = summary(values, options);
    if (!middle) return;
    all.x.push(level);
    all.y.push(middle.mid);
    all.low.push(middle.low);
    all.high.push(middle.high);
  });
  return all;
}

/** In words, what is drawn. */
export function captionOf(store, spec, how, panels) {
  const words = [];
  const lines = panels.flatMap((panel) => panel.lines);
  const means = lines.filter((line) => line.role === "mean");
  const most = Math.max(0, ...means.map((line) => line.n));
  const least = Math.min(most, ...means.map((line) => line.n));
  if (most === 1) words.push(means.some((line) => line.ownError) ? "One seed; the band is the measurement’s own 95 % interval." : "One seed: the line is that run.");
  if (most > 1) {
    const options = {centre: how.centre || "mean", geometric: panels[0].scale === "log", crossed: store.data.crossed};
    words.push((least === most ? most : least + " to " + most) + " seeds: " + bandWords(options, most) + ".");
  }
  if (lines.some((line) => line.role === "seed")) words.push("Thin pale lines: the seeds, each alone.");
  if (lines.some((line) => line.role === "raw")) words.push("Smoothed, weight " + how.smooth + "; pale: as measured.");
  if (lines.some((line) => line.role === "stopped")) words.push("Thin lines of full colour: runs that have not finished; ✕: diverged.");
  if (panels.some((panel) => panel.greys.length > 0)) words.push("Grey: outside of where the formula holds.");
  if (panels.some((panel) => panel.marks.length > 0)) words.push("Vertical lines: where an optimizer went from one rule to the next.");
  if (spec.way === "along") words.push("Values " + store.data.stage + " of the runs. Star: the best; ✕: with a run that diverged; small dots: the seeds.");
  if (spec.way === "scatter") words.push("One point a setting, " + store.data.stage + "; bars: the intervals.");
  if (["along", "scatter"].includes(spec.way)) return words.filter((w) => !w.startsWith("Thin pale") && !w.startsWith("One seed")).join(" ");
  if (how.x === LOSS && spec.metric !== LOSS) words.push("Each run where it first reaches a training loss, interpolated between epochs.");
  return words.join(" ");
}
