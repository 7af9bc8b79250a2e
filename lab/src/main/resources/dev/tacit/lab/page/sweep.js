// How settings compare: values along one setting, over two, and one metric against another.
import { placeOn, shown, suitable } from "./numbers.js";
import { summary } from "./statistics.js";
import { download, drawn, element } from "./view.js";
import { optionsFor, shortName } from "./lines.js";
import { csvCell, pngOf } from "./picture.js";

/** A run's value at the stage at which its study compares settings. */
export function stageValue(run, metric) {
  const at = run.at || run.last;
  return at[metric] ?? NaN;
}

/** A setting's path without whose it is. */
export function commonPath(path) {
  const parts = path.split(".");
  return parts[0] === "optimizers" ? ["optimizers", ...parts.slice(2)].join(".") : path;
}

function variantOf(run) {
  return Object.fromEntries(Object.entries(run.variant).map(([path, value]) => [commonPath(path), value]));
}

function wordsOf(store, variant) {
  return Object.entries(variant)
    .map(([path, value]) => (store.data.names[path] || Object.entries(store.data.names).find(([p]) => commonPath(p) === path)?.[1] || shortName(store, path)) + " = " + value)
    .join(", ");
}

function hasPlace(value, scale) {
  return Number.isFinite(value) && (scale !== "log" || value > 0);
}

function usableFirst(runs) {
  const usable = runs.filter((run) => run.usable);
  return usable.length > 0 ? usable : runs.filter((run) => run.state !== "diverged" && run.state !== "failed");
}

/** Values along a numeric setting: a panel for each combination of the others, a line an optimizer. */
export function alongPanels(store, spec, how) {
  const runs = how.runs || store.chosen();
  const setting = spec.parts[0];
  const values = runs.filter((run) => run.usable).map((run) => stageValue(run, spec.metric));
  const scale = how.scale || suitable(values, store.metric(spec.metric).share);
  const panels = new Map();
  const levels = [];
  for (const optimizer of store.data.optimizers) {
    const own = runs.filter((run) => run.optimizer === optimizer.label);
    const lines = new Map();
    for (const run of own) {
      const variant = variantOf(run);
      const x = variant[setting];
      delete variant[setting];
      const words = wordsOf(store, variant);
      if (typeof x !== "number") {
        if (!levels.some((level) => level.optimizer === optimizer)) levels.push({optimizer, runs: own});
        continue;
      }
      if (!lines.has(words)) lines.set(words, new Map());
      const points = lines.get(words);
      if (!points.has(x)) points.set(x, []);
      points.get(x).push(run);
    }
    for (const [words, points] of lines) {
      if (!panels.has(words)) panels.set(words, {title: words, metric: spec.metric, scale, lines: [], greys: [], marks: [], levels: []});
      const base = {key: optimizer.label, label: optimizer.name, colour: optimizer.colour, dash: optimizer.dash, dots: true};
      const mean = {...base, role: "mean", n: 0, x: [], y: [], low: [], high: []};
      const seeds = {...base, role: "seed", alone: true, n: 1, x: [], y: [], low: null, high: null};
      const bad = {...base, role: "seed", alone: true, crosses: true, n: 1, name: "diverged", x: [], y: [], low: null, high: null};
      for (const x of [...points.keys()].sort((a, b) => a - b)) {
        const there = usableFirst(points.get(x));
        const usable = there.filter((run) => hasPlace(stageValue(run, spec.metric), scale));
        const ys = usable.map((run) => stageValue(run, spec.metric));
        const middle = summary(ys, optionsFor(store, how, usable, scale === "log"));
        if (points.get(x).some((run) => run.state === "diverged")) bad.x.push(x);
        if (!middle) continue;
        mean.n = Math.max(mean.n, middle.n);
        mean.x.push(x);
        mean.y.push(middle.mid);
        mean.low.push(middle.low);
        mean.high.push(middle.high);
        if (ys.length > 1 && ys.length <= 10) {
          ys.forEach((y) => {
            seeds.x.push(x);
            seeds.y.push(y);
          });
        }
      }
      if (store.metric(spec.metric).low && mean.y.length > 0) mean.star = mean.y.indexOf(Math.min(...mean.y));
      const panel = panels.get(words);
      if (mean.x.length > 0) panel.lines.push(mean);
      if (seeds.x.length > 0 && how.seeds !== "none") panel.lines.push(seeds);
      if (bad.x.length > 0) {
        const top = Math.max(...panel.lines.flatMap((line) => line.y), ...mean.y);
        bad.y = bad.x.map(() => top);
        panel.lines.push(bad);
      }
    }
  }
  for (const {optimizer, runs: own} of levels) {
    const usable = usableFirst(own).filter((run) => hasPlace(stageValue(run, spec.metric), scale));
    const middle = summary(usable.map((run) => stageValue(run, spec.metric)), optionsFor(store, how, usable, scale === "log"));
    if (middle) for (const panel of panels.values()) panel.levels.push({y: middle.mid, label: optimizer.name, colour: optimizer.colour});
  }
  const all = [...panels.values()].filter((panel) => panel.lines.length > 0);
  all.sort((a, b) => a.title.localeCompare(b.title, "en", {numeric: true}));
  return {panels: all, scale, runs: runs.length};
}

/** One metric against another: a point a setting. */
export function scatterPanels(store, spec, how) {
  const runs = how.runs || store.chosen();
  const [across, up] = [spec.metric, spec.parts[0]];
  const usable = runs.filter((run) => run.usable);
  const scale = how.scale || suitable(usable.map((run) => stageValue(run, up)), store.metric(up).share);
  const xScale = suitable(usable.map((run) => stageValue(run, across)), store.metric(across).share);
  const panel = {title: "", metric: up, scale, lines: [], greys: [], marks: [], levels: []};
  for (const optimizer of store.data.optimizers) {
    const settings = new Map();
    for (const run of usable) {
      if (run.optimizer !== optimizer.label) continue;
      const words = wordsOf(store, variantOf(run));
      if (!settings.has(words)) settings.set(words, []);
      settings.get(words).push(run);
    }
    const line = {key: optimizer.label, label: optimizer.name, colour: optimizer.colour, dash: optimizer.dash, role: "mean", alone: true, dots: true, n: 0, x: [], y: [], low: [], high: [], xLow: [], xHigh: [], names: []};
    for (const [words, group] of settings) {
      const both = group.filter((run) => hasPlace(stageValue(run, across), xScale) && hasPlace(stageValue(run, up), scale));
      const x = summary(both.map((run) => stageValue(run, across)), optionsFor(store, how, both, xScale === "log"));
      const y = summary(both.map((run) => stageValue(run, up)), optionsFor(store, how, both, scale === "log"));
      if (!x || !y) continue;
      line.n = Math.max(line.n, y.n);
      line.x.push(x.mid);
      line.xLow.push(x.low);
      line.xHigh.push(x.high);
      line.y.push(y.mid);
      line.low.push(y.low);
      line.high.push(y.high);
      line.names.push(words);
    }
    if (line.x.length > 0) panel.lines.push(line);
  }
  return {panels: panel.lines.length > 0 ? [panel] : [], scale, xScale, runs: runs.length};
}

const VIRIDIS = [[68, 1, 84], [72, 40, 120], [62, 74, 137], [49, 104, 142], [38, 130, 142], [31, 158, 137], [53, 183, 121], [110, 206, 88], [181, 222, 43], [253, 231, 37]];

function viridis(share) {
  const at = Math.max(0, Math.min(1, share)) * (VIRIDIS.length - 1);
  const i = Math.min(VIRIDIS.length - 2, Math.floor(at));
  return VIRIDIS[i].map((c, k) => Math.round(c + (at - i) * (VIRIDIS[i + 1][k] - c)));
}

/** Values over the two settings along which an optimizer varies, as a table of colours. */
export class HeatMap {
  constructor(figure, store, spec) {
    Object.assign(this, {figure, store, spec});
  }

  mount() {
    if (this.body) return;
    this.figure.querySelectorAll(".plot").forEach((plot) => plot.remove());
    this.caption = this.figure.querySelector("figcaption") || this.figure.appendChild(element("figcaption"));
    this.title = this.store.metric(this.spec.metric).title;
    this.body = element("div", {class: "maps"});
    const save = element(
      "details",
      {class: "menu"},
      element("summary", {text: "Save", "aria-label": "Save the maps of " + this.title}),
      element(
        "div",
        {},
        ...["png", "svg", "csv"].map((kind) => element("button", {type: "button", text: kind.toUpperCase(), click: () => this.save(kind)})),
      ),
    );
    this.menu = save;
    this.figure.prepend(element("div", {class: "head"}, element("h3", {text: this.title + ", " + this.store.data.stage}), element("div", {class: "tools"}, save)), this.body);
    this.figure.classList.add("live", "wide");
    this.redraw();
  }

  async redraw() {
    if (!this.body) return;
    const runs = this.store.chosen();
    const values = runs.filter((run) => run.usable).map((run) => stageValue(run, this.spec.metric));
    this.scale = suitable(values, this.store.metric(this.spec.metric).share);
    this.maps = this.store.data.optimizers.filter((optimizer) => optimizer.axes.length === 2).map((optimizer) => this.map(optimizer, runs));
    this.maps = this.maps.filter((map) => map.cells.size > 0);
    const mids = this.maps.flatMap((map) => [...map.cells.values()].map((cell) => cell.mid)).filter(Number.isFinite);
    const places = mids.map((v) => placeOn(this.scale, v));
    this.low = Math.min(...places);
    this.high = Math.max(...places);
    this.body.replaceChildren(...this.maps.map((map) => this.table(map)));
    this.caption.textContent = [
      this.store.metric(this.spec.metric).how,
      "Mean over the seeds of a setting" + (this.scale === "log" ? ", geometric; colours are logarithmic." : "."),
      "Framed: the best; ✕: a run diverged; grey: no value.",
    ].join(" ");
  }

  map(optimizer, runs) {
    const own = runs.filter((run) => run.optimizer === optimizer.label);
    const [a, b] = optimizer.axes.map((axis) => axis.path);
    const valuesAlong = (path) => [...new Set(own.map((run) => run.variant[path]).filter((v) => v !== undefined))].sort((x, y) => (typeof x === "number" && typeof y === "number" ? x - y : 0));
    let [across, up] = [a, b];
    if (valuesAlong(b).length > valuesAlong(a).length) [across, up] = [b, a];
    const cells = new Map();
    for (const run of own) {
      const key = JSON.stringify([run.variant[across], run.variant[up]]);
      if (!cells.has(key)) cells.set(key, {runs: []});
      cells.get(key).runs.push(run);
    }
    for (const cell of cells.values()) {
      const usable = cell.runs.filter((run) => run.usable && hasPlace(stageValue(run, this.spec.metric), this.scale));
      const middle = summary(usable.map((run) => stageValue(run, this.spec.metric)), optionsFor(this.store, {}, usable, this.scale === "log"));
      Object.assign(cell, middle || {mid: NaN, n: 0}, {diverged: cell.runs.some((run) => run.state === "diverged")});
    }
    const mids = [...cells.values()].map((cell) => cell.mid).filter(Number.isFinite);
    const best = this.store.metric(this.spec.metric).low && mids.length > 0 ? Math.min(...mids) : NaN;
    return {optimizer, across, up, xs: valuesAlong(across), ys: valuesAlong(up).reverse(), cells, best};
  }

  colours(mid) {
    if (!Number.isFinite(mid)) return {fill: "#d0d0d0", ink: "#1c1c1c"};
    const [r, g, b] = viridis(this.high > this.low ? (placeOn(this.scale, mid) - this.low) / (this.high - this.low) : 0.5);
    return {fill: `rgb(${r}, ${g}, ${b})`, ink: 0.3 * r + 0.59 * g + 0.11 * b > 120 ? "#000000" : "#ffffff"};
  }

  table({optimizer, across, up, xs, ys, cells, best}) {
    const name = (path) => shortName(this.store, path);
    const rows = ys.map((y) =>
      element(
        "tr",
        {},
        element("th", {scope: "row", text: String(y)}),
        ...xs.map((x) => {
          const cell = cells.get(JSON.stringify([x, y]));
          const {fill, ink} = this.colours(cell ? cell.mid : NaN);
          const td = element("td", {
            text: (cell ? (Number.isFinite(cell.mid) ? shown(cell.mid) : "–") : "") + (cell && cell.diverged ? " ✕" : ""),
            class: cell && cell.mid === best ? "best" : null,
            title: cell ? shown(cell.mid) + (cell.low != null ? " [" + shown(cell.low) + ", " + shown(cell.high) + "]" : "") + ", n = " + cell.n : "not run",
          });
          td.style.background = fill;
          td.style.color = ink;
          return td;
        }),
      ),
    );
    return element(
      "div",
      {class: "scroll", tabindex: 0, role: "group", "aria-label": optimizer.name + ": " + this.title},
      element(
        "table",
        {class: "map"},
        element("caption", {text: optimizer.name + ": " + name(up) + " (down) over " + name(across) + " (across)"}),
        element("thead", {}, element("tr", {}, element("td", {text: ""}), ...xs.map((x) => element("th", {scope: "col", text: String(x)})))),
        element("tbody", {}, ...rows),
      ),
    );
  }

  picture() {
    const [w, h, left, top] = [72, 34, 90, 60];
    const width = Math.max(300, ...this.maps.map((map) => left + w * map.xs.length + 20));
    const heights = this.maps.map((map) => top + h * map.ys.length + 46);
    const height = heights.reduce((a, b) => a + b, 0);
    const svg = drawn("svg", {width, height, viewBox: `0 0 ${width} ${height}`, "font-family": "Helvetica, Arial, 'DejaVu Sans', sans-serif", "font-size": 12});
    svg.append(drawn("rect", {width, height, fill: "#ffffff"}));
    let y0 = 0;
    this.maps.forEach((map, m) => {
      svg.append(drawn("text", {x: 12, y: y0 + 24, "font-size": 14, "font-weight": "bold"}, map.optimizer.name + ": " + this.title));
      map.ys.forEach((y, r) => {
        svg.append(drawn("text", {x: left - 8, y: y0 + top + r * h + 21, "text-anchor": "end"}, String(y)));
        map.xs.forEach((x, c) => {
          const cell = map.cells.get(JSON.stringify([x, y]));
          const {fill, ink} = this.colours(cell ? cell.mid : NaN);
          const frame = cell && cell.mid === map.best ? {stroke: "#d00000", "stroke-width": 3} : {};
          svg.append(drawn("rect", {x: left + c * w + 1, y: y0 + top + r * h + 1, width: w - 2, height: h - 2, fill, ...frame}));
          if (cell) svg.append(drawn("text", {x: left + (c + 0.5) * w, y: y0 + top + r * h + 21, "text-anchor": "middle", fill: ink}, shown(cell.mid) + (cell.diverged ? " ✕" : "")));
        });
      });
      map.xs.forEach((x, c) => svg.append(drawn("text", {x: left + (c + 0.5) * w, y: y0 + top + map.ys.length * h + 16, "text-anchor": "middle"}, String(x))));
      svg.append(drawn("text", {x: left, y: y0 + top - 12, fill: "#555555"}, shortName(this.store, map.up) + " down, " + shortName(this.store, map.across) + " across"));
      y0 += heights[m];
    });
    return svg;
  }

  async save(kind) {
    this.menu.open = false;
    const name = (this.store.data.name + "-map-" + this.spec.metric).replace(/[^A-Za-z0-9_.-]+/g, "-") + "." + kind;
    if (kind === "svg") download(name, new Blob([new XMLSerializer().serializeToString(this.picture())], {type: "image/svg+xml"}));
    else if (kind === "png") download(name, await pngOf(this.picture()));
    else {
      const rows = [["metric", "optimizer", "across", "up", "mean", "low", "high", "n"]];
      for (const map of this.maps) for (const [key, cell] of map.cells) rows.push([this.spec.metric, map.optimizer.label, ...JSON.parse(key).map(String), cell.mid, cell.low, cell.high, cell.n]);
      download(name, new Blob([rows.map((row) => row.map(csvCell).join(",")).join("\n") + "\n"], {type: "text/csv"}));
    }
  }
}
