// A chart of courses: lines over an axis, in one panel or several, that can be read, zoomed,
// regrouped and taken away.
import { kink, placeOn, shown, suitable, ticks } from "./numbers.js";
import { lowerBound } from "./statistics.js";
import { choice, download, drawn, element, isDark, legible, view } from "./view.js";
import { ACROSS, axesOf, captionOf, LOSS, neededFor, panelsOf } from "./lines.js";
import { csvOf, paint, pngOf, svgOf } from "./picture.js";
import { alongPanels, scatterPanels } from "./sweep.js";

const SCALES = [["linear", "linear"], ["log", "log"], ["symlog", "symlog"]];
const MOST_ROWS = 12; // of what is read under the cursor

/** Scale and colours as the style sheet has them. */
function ink() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(name).trim();
  return {text: of("--text"), muted: of("--muted"), line: of("--grid"), grey: of("--grey")};
}

let spent = 0;
let pause = null;

/** Waits until the browser has shown what it has. */
export function painted() {
  pause ||= new Promise((resolve) => {
    requestAnimationFrame(() => {
      setTimeout(() => {
        spent = performance.now();
        pause = null;
        resolve();
      }, 0);
    });
  });
  return pause;
}

/** Waits for a moment at which the browser has shown what it has: many charts do not hold it up. */
export async function turn() {
  await null;
  while (performance.now() - spent > 24) await painted();
}

export class Chart {
  /** spec: {way, metric, parts}; runs: a function that gives those it is limited to. */
  constructor(figure, store, spec, {runs = null, key = figure.id.replace(/^figure-/, "")} = {}) {
    this.figure = figure;
    this.store = store;
    this.spec = spec;
    this.runs = runs;
    this.key = key;
    this.plots = [];
    this.hidden = new Set();
    this.zoom = null;
    this.cursor = null;
    this.readState();
  }

  /** Of this chart alone; a page-wide setting is taken where it says nothing. */
  readState() {
    const own = new URLSearchParams(view.get("c." + this.key));
    this.own = own;
    this.hidden = new Set(own.getAll("hide"));
    const zoom = (own.get("zoom") || "").split(" ").map(Number);
    this.zoom = zoom.length === 2 && zoom[1] > zoom[0] ? zoom : null;
  }

  writeState() {
    this.own.delete("hide");
    this.hidden.forEach((label) => this.own.append("hide", label));
    if (this.zoom) this.own.set("zoom", this.zoom.join(" "));
    else this.own.delete("zoom");
    this.writing = true;
    view.set("c." + this.key, this.own.toString());
    this.writing = false;
  }

  setOwn(key, value) {
    if (value === "") this.own.delete(key);
    else this.own.set(key, value);
    if (key === "x") this.zoom = null;
    this.writeState();
    this.redraw();
  }

  how() {
    const x = this.own.get("x") || (this.spec.way === "loss" ? LOSS : view.get("x", "epoch"));
    return {
      x,
      scale: this.own.get("y") || "",
      centre: view.get("centre", "mean"),
      seeds: view.get("seeds", "few"),
      smooth: Number(view.get("smooth", "0")) || 0,
      by: this.runs ? "name" : view.get("by"), // a run's own page shows it alone
      runs: this.runs ? this.runs() : null,
    };
  }

  /** Builds what does not depend on the numbers, once. */
  mount() {
    if (this.body) return;
    this.figure.querySelectorAll(".plot").forEach((plot) => plot.remove());
    const metric = this.store.metric(this.spec.metric);
    this.caption = this.figure.querySelector("figcaption") || this.figure.appendChild(element("figcaption"));
    this.how0 = metric.how;
    this.title = this.titleOf(metric.title);
    this.scaleButton = element("button", {type: "button", class: "scale", title: "Vertical axis: linear, logarithmic or symmetric logarithmic", click: () => this.nextScale()});
    this.resetButton = element("button", {type: "button", text: "Reset zoom", hidden: true, click: () => this.setZoom(null)});
    this.isCourse = !["along", "scatter"].includes(this.spec.way);
    this.across = choice("x", this.axes(), this.how().x, (value) => this.setOwn("x", value === this.usualX() ? "" : value));
    this.menu = element(
      "details",
      {class: "menu"},
      element("summary", {text: "Save", "aria-label": "Save what " + this.title + " shows"}),
      element(
        "div",
        {},
        element("button", {type: "button", text: "PNG", click: () => this.save("png")}),
        element("button", {type: "button", text: "SVG", click: () => this.save("svg")}),
        element("button", {type: "button", text: "CSV", click: () => this.save("csv")}),
      ),
    );
    this.body = element("div", {class: "panels"});
    this.quantity = element("div", {class: "quantity"});
    this.legend = element("div", {class: "legend", role: "group", "aria-label": "Lines of " + this.title});
    this.tip = element("div", {class: "tip", hidden: true});
    this.figure.prepend(
      element(
        "div",
        {class: "head"},
        element("h3", {text: this.title}),
        element("div", {class: "tools"}, ...(this.isCourse ? [this.across] : []), this.scaleButton, this.resetButton, this.menu),
      ),
      this.quantity,
      this.body,
      this.legend,
    );
    this.figure.append(this.tip);
    this.figure.classList.add("live");
    new ResizeObserver(() => this.resize()).observe(this.body);
    this.redraw();
  }

  titleOf(metric) {
    const {way, parts} = this.spec;
    if (way === "loss") return metric + ", at equal loss";
    if (way === "parts") return metric + ", part by part";
    if (way === "along") return metric + " against " + parts[0].split(".").pop() + ", " + this.store.data.stage;
    if (way === "scatter") return this.store.metric(parts[0]).title + " against " + metric + ", " + this.store.data.stage;
    return metric;
  }

  usualX() {
    return this.spec.way === "loss" ? LOSS : view.get("x", "epoch");
  }

  axes() {
    const metrics = Object.keys(this.store.data.metrics)
      .filter((name) => name !== LOSS && !name.startsWith("clock/") && !this.store.metric(name).part)
      .map((name) => [name, name]);
    return [...axesOf(this.store), ...metrics];
  }

  nextScale() {
    const at = SCALES.findIndex(([key]) => key === this.scale);
    this.setOwn("y", SCALES[(at + 1) % SCALES.length][0]);
  }

  /** The metrics whose curves it shows. */
  needed() {
    return this.isCourse ? neededFor(this.store, this.spec, this.how().x) : [];
  }

  /** Asks for the curves that are missing, then draws, each chart in its turn. */
  async redraw() {
    if (!this.body || this.waits) return;
    this.waits = true;
    await turn();
    this.waits = false;
    if (!this.body) return;
    const how = this.how();
    const needed = this.needed();
    const missing = needed.filter((name) => this.store.outside.has(name));
    try {
      await this.store.need(needed);
      this.draw(how, missing);
    } catch (e) {
      this.caption.textContent = "Could not be drawn: " + e.message;
    }
  }

  draw(how, missing = []) {
    const started = performance.now();
    const {panels, scale, xScale, runs} = this.made(how);
    this.scale = scale || "linear";
    this.panels = panels.map((panel) => ({...panel, all: panel.lines, lines: panel.lines.filter((line) => !this.hidden.has(line.label))}));
    const places = panels.flatMap((panel) => panel.lines.flatMap((line) => [...line.x]));
    const timed = ACROSS.some(([key]) => key === how.x && key !== LOSS);
    this.xScale = this.isCourse && timed ? "linear" : xScale || suitable(places, false).replace("symlog", "linear");
    this.dir = this.isCourse && how.x === LOSS ? -1 : 1;
    this.fit();
    const one = panels.length <= 1;
    this.figure.classList.toggle("wide", panels.length > 1);
    this.body.classList.toggle("many", !one);
    this.scaleButton.textContent = this.scale;
    this.resetButton.hidden = !this.zoom;
    const select = this.across.querySelector("select");
    if (select.value !== how.x) select.value = how.x;
    this.showLegend();
    this.rebuild(how);
    const why = missing.length > 0
      ? "The course of " + missing.join(", ") + " is not in this file; its numbers are in the runs’ metrics.csv, and tacit serve shows it."
      : runs === 0 ? "No run is left by the filter." : panels.length === 0 ? "Nothing was measured yet." : "";
    this.caption.textContent = [this.how0, why, panels.length > 0 ? captionOf(this.store, this.spec, how, this.panels) : ""].filter((t) => t).join(" ");
    const took = performance.now() - started;
    this.store.spent += took;
    this.figure.dataset.drawn = took.toFixed(1);
  }

  /** The panels, made anew where runs, data or what is asked of them are others than before. */
  made(how) {
    const {store} = this;
    const asked = JSON.stringify([{...how, runs: null}, store.age, view.get("filter"), view.get("only")]);
    if (asked !== this.asked || this.runs) {
      const make = {along: alongPanels, scatter: scatterPanels}[this.spec.way] || panelsOf;
      this.last = make(store, this.spec, how);
      this.asked = asked;
    }
    return this.last;
  }

  /** Ranges of the axes: those of usable runs; all panels share them unless they stand apart. */
  fit() {
    let [x0, x1] = [Infinity, -Infinity];
    for (const panel of this.panels) {
      for (const line of panel.lines) {
        for (const x of line.x) {
          if (this.xScale === "log" && !(x > 0)) continue;
          if (x < x0) x0 = x;
          if (x > x1) x1 = x;
        }
      }
    }
    if (!(x1 >= x0)) [x0, x1] = this.xScale === "log" ? [0.1, 1] : [0, 1];
    if (x0 === x1) [x0, x1] = this.xScale === "log" ? [x0 / 2, x1 * 2] : [x0 - 0.5, x1 + 0.5];
    this.whole = [x0, x1];
    this.xRange = this.zoom || this.whole;
    const shared = new Map();
    for (const panel of this.panels) {
      panel.straight = kink(valuesIn(panel));
      panel.yRange = this.yRange(panel);
      const key = panel.apart ? panel : "all";
      const before = shared.get(key);
      shared.set(key, before ? [Math.min(before[0], panel.yRange[0]), Math.max(before[1], panel.yRange[1])] : panel.yRange);
    }
    for (const panel of this.panels) panel.yRange = shared.get(panel.apart ? panel : "all");
  }

  yRange(panel) {
    const some = panel.lines.some((line) => line.role !== "stopped");
    const [from, to] = this.xRange;
    let [low, high] = [Infinity, -Infinity];
    const take = (v) => {
      if (v === null || !Number.isFinite(v) || (panel.scale === "log" && !(v > 0))) return;
      if (v < low) low = v;
      if (v > high) high = v;
    };
    for (const line of panel.lines) {
      if (some && line.role === "stopped") continue;
      for (let i = 0; i < line.x.length; i++) {
        if (line.x[i] < from || line.x[i] > to) continue;
        take(line.y[i]);
        if (line.low) {
          take(line.low[i]);
          take(line.high[i]);
        }
      }
    }
    panel.levels.forEach(({y}) => {
      if (y < 30 * high) take(y);
    });
    if (!(high >= low)) return panel.scale === "log" ? [0.1, 1] : [0, 1];
    if (panel.scale === "log") {
      const pad = Math.max(1.03, (high / low) ** 0.04);
      return [low / pad, high * pad];
    }
    const share = this.store.metric(panel.metric).share;
    if (low === high) return [low - (Math.abs(low) || 1) * 0.1, high + (Math.abs(high) || 1) * 0.1];
    const pad = 0.04 * (high - low);
    if (share && !this.zoom) {
      return [low < 0.25 * high ? Math.min(0, low) : low - pad, Math.min(1.02, high + pad)];
    }
    return [low - pad, high + pad];
  }

  showLegend() {
    const seen = new Map();
    for (const panel of this.panels) {
      for (const line of panel.all) {
        const before = seen.get(line.label) || {label: line.label, colour: line.colour, dash: line.dash, n: 0, stopped: 0, diverged: 0};
        if (line.role === "mean") before.n = Math.max(before.n, line.n);
        seen.set(line.label, before);
      }
    }
    for (const [label, one] of seen) {
      const stopped = new Set();
      const diverged = new Set();
      this.panels.forEach((panel) =>
        panel.all.forEach((line) => {
          if (line.label === label && line.role === "stopped") (line.state === "diverged" ? diverged : stopped).add(line.run);
        }),
      );
      one.stopped = stopped.size;
      one.diverged = diverged.size;
    }
    this.entries = [...seen.values()];
    this.legend.hidden = Boolean(this.runs);
    const words = ({n, stopped, diverged}) => {
      const parts = [];
      if (n > 0 && !this.runs) parts.push(n + (n === 1 ? " seed" : " seeds"));
      if (diverged) parts.push(diverged + " diverged");
      if (stopped) parts.push(stopped + " unfinished");
      return parts.length > 0 ? " (" + parts.join(" + ") + ")" : "";
    };
    const text = JSON.stringify([this.entries, [...this.hidden], isDark()]);
    if (text === this.legendText) return;
    this.legendText = text;
    this.legend.replaceChildren(
      ...this.entries.slice(0, 60).map((entry) => {
        const button = element(
          "button",
          {
            type: "button",
            "aria-pressed": String(!this.hidden.has(entry.label)),
            title: "Hide or show; double-click or Shift: this one alone",
            click: (event) => (event.shiftKey ? this.isolate(entry.label) : this.toggle(entry.label)),
            dblclick: () => this.isolate(entry.label),
          },
          chipOf(entry),
          entry.label + words(entry),
        );
        return button;
      }),
    );
    if (this.entries.length > 60) this.legend.append(element("span", {class: "muted", text: "and " + (this.entries.length - 60) + " more"}));
  }

  toggle(label) {
    if (!this.hidden.delete(label)) this.hidden.add(label);
    this.writeState();
    this.redraw();
    this.refocus(label);
  }

  isolate(label) {
    const others = this.entries.map((entry) => entry.label).filter((other) => other !== label);
    const alone = !this.hidden.has(label) && others.every((other) => this.hidden.has(other));
    this.hidden = new Set(alone ? [] : others);
    this.writeState();
    this.redraw();
    this.refocus(label);
  }

  /** The legend was made anew; a keyboard stays where it was. */
  async refocus(label) {
    await Promise.resolve();
    const at = this.entries.findIndex((entry) => entry.label === label);
    const button = this.legend.children[at];
    if (button && document.activeElement === document.body) button.focus();
  }

  setZoom(range) {
    this.zoom = range && range.map((v) => Number(v.toPrecision(6))); // as the address holds it
    this.writeState();
    this.redraw();
  }

  /** New plots where the shape has changed, else new ranges and data for those that are there. */
  rebuild(how) {
    const {way, parts} = this.spec;
    const label = ACROSS.find(([key]) => key === how.x);
    if (way === "along") this.xLabel = parts[0].split(".").pop();
    else if (way === "scatter") this.xLabel = this.store.metric(this.spec.metric).title;
    else this.xLabel = (label ? label[1] : this.store.metric(how.x).title) + (this.dir < 0 ? " (falling to the right)" : "");
    this.yLabel = this.store.metric(way === "scatter" ? parts[0] : this.spec.metric).quantity;
    this.quantity.textContent = this.yLabel;
    const ink_ = ink();
    const shape = JSON.stringify([this.panels.map((panel) => [panel.title, panel.scale]), this.xScale, this.dir, this.xLabel, isDark()]);
    if (shape !== this.shape) {
      this.shape = shape;
      this.plots.forEach((plot) => plot.destroy());
      this.body.replaceChildren();
      this.plots = this.panels.map((panel, i) => this.plot(panel, i, ink_));
      this.resize();
    }
    this.plots.forEach((plot, i) => {
      plot.panel = this.panels[i];
      const {yRange, straight} = plot.panel;
      plot.scales.y.asinh = straight;
      plot.setData([this.xRange, yRange], false);
      plot.batch(() => {
        plot.setScale("x", {min: this.xRange[0], max: this.xRange[1]});
        plot.setScale("y", {min: yRange[0], max: yRange[1]});
        plot.redraw(false, true); // within the batch: else all is painted twice
      });
      const slider = plot.root.parentElement;
      slider.setAttribute("aria-valuemin", String(this.xRange[0]));
      slider.setAttribute("aria-valuemax", String(this.xRange[1]));
    });
    if (this.cursor) this.read(this.cursor.i, this.cursor.x, false);
  }

  plot(panel, i, colours) {
    const box = element("div", {
      class: "area",
      tabindex: 0,
      role: "slider",
      "aria-label": this.title + (panel.title ? ", " + panel.title : "") + ": cursor along " + this.xLabel,
      "aria-valuenow": String(this.xRange[0]),
      "aria-valuetext": "arrow keys read values, plus and minus zoom, 0 shows everything",
      keydown: (event) => this.key_(event, i),
      blur: () => this.unread(),
    });
    this.body.append(box);
    const distr = {linear: 1, log: 3, symlog: 4};
    const axis = (side) => ({
      stroke: colours.text,
      grid: {stroke: colours.line, width: 1},
      ticks: {stroke: colours.line, width: 1, size: 5},
      font: "12px system-ui, sans-serif",
      labelFont: "12px system-ui, sans-serif",
      labelSize: 18,
      values: (plot, splits) => splits.map(shown),
      filter: (plot, splits) => splits,
      ...(side === "x"
        ? {label: this.xLabel, size: 34, splits: (plot, at, low, high) => ticks(this.xScale, low, high, Math.max(3, Math.floor(plot.width / 90)))}
        : {size: (plot, words) => room(words), splits: (plot, at, low, high) => ticks(plot.panel.scale, low, high, 6, plot.panel.straight)}),
    });
    const plot = new uPlot(
      {
        title: panel.title,
        width: 300,
        height: 200,
        legend: {show: false},
        scales: {
          x: {time: false, auto: false, distr: distr[this.xScale], dir: this.dir, range: (u, low, high) => [low, high]},
          y: {auto: false, distr: distr[panel.scale], asinh: panel.straight, range: (u, low, high) => [low, high]},
        },
        axes: [axis("x"), axis("y")],
        series: [{}, {show: true, paths: () => null, points: {show: false}}],
        cursor: {
          y: false,
          points: {show: false},
          drag: {x: true, y: false, setScale: false},
          bind: {dblclick: () => () => this.setZoom(null)},
        },
        hooks: {
          draw: [
            (u) => {
              if (!u.panel) return;
              const b = {left: u.bbox.left, top: u.bbox.top, width: u.bbox.width, height: u.bbox.height};
              paint(u.ctx, u.panel, b, (v) => (this.xScale === "log" && !(v > 0) ? NaN : u.valToPos(v, "x", true)), (v) => (u.panel.scale === "log" && !(v > 0) ? NaN : u.valToPos(v, "y", true)), devicePixelRatio || 1, ink());
            },
          ],
          setSelect: [
            (u) => {
              if (u.select.width < 4) return;
              const ends = [u.posToVal(u.select.left, "x"), u.posToVal(u.select.left + u.select.width, "x")].sort((a, b) => a - b);
              u.setSelect({left: 0, width: 0, top: 0, height: 0}, false);
              this.setZoom(ends);
            },
          ],
          setCursor: [
            (u) => {
              if (!u.panel || this.reading) return;
              if (u.cursor.left < 0) this.unread();
              else this.read(i, u.posToVal(u.cursor.left, "x"), true);
            },
          ],
        },
      },
      [this.xRange, panel.yRange],
      box,
    );
    plot.panel = panel;
    return plot;
  }

  resize() {
    if (!this.body || this.plots.length === 0) return;
    const width = this.body.clientWidth;
    if (width === 0) return;
    const across = this.plots.length === 1 ? 1 : width < 560 ? 1 : width < 900 ? 2 : Math.min(3, this.plots.length);
    const each = Math.floor((width - (across - 1) * 8) / across);
    const height = this.plots.length === 1 ? Math.max(220, Math.min(380, Math.round(each * 0.56))) : Math.max(200, Math.min(300, Math.round(each * 0.7)));
    for (const plot of this.plots) if (plot.width !== each || plot.height !== height) plot.setSize({width: each, height});
  }

  /** Shows what all lines read at a place. */
  read(i, x, pointer) {
    const plot = this.plots[i];
    if (!plot) return;
    const panel = plot.panel;
    const rows = [];
    let nearest = NaN;
    for (const line of panel.lines) {
      if (line.role === "seed" || line.role === "raw" || line.x.length === 0) continue;
      const at = closest(line.x, x);
      const px = plot.valToPos(line.x[at], "x");
      if (Math.abs(px - plot.valToPos(x, "x")) > Math.max(14, plot.width / 30)) continue;
      if (!(Math.abs(line.x[at] - x) > Math.abs(nearest - x))) nearest = line.x[at];
      rows.push({line, name: line.names ? line.names[at] : "", y: line.y[at], low: line.low ? line.low[at] : null, high: line.high ? line.high[at] : null});
    }
    rows.sort((a, b) => b.y - a.y);
    this.cursor = {i, x};
    const head = this.xLabel.replace(" (falling to the right)", "") + " " + shown(Number.isNaN(nearest) ? x : nearest);
    const words = ({line, name, y, low, high}) => (line.role === "stopped" ? line.name + ", " + line.state : line.label) + (name ? ", " + name : "") + "  " + shown(y) + (low === null ? "" : " [" + shown(low) + ", " + shown(high) + "]");
    this.tip.replaceChildren(element("div", {class: "at", text: head}), ...rows.slice(0, MOST_ROWS).map((row) => element("div", {}, chipOf(row.line), words(row))));
    if (rows.length > MOST_ROWS) this.tip.append(element("div", {class: "muted", text: "and " + (rows.length - MOST_ROWS) + " more"}));
    this.tip.hidden = rows.length === 0;
    const box = plot.root.parentElement;
    const left = box.offsetLeft + plot.over.offsetLeft + plot.valToPos(x, "x");
    const room = this.figure.clientWidth;
    this.tip.style.left = Math.max(4, left + 14 + this.tip.offsetWidth > room ? left - 14 - this.tip.offsetWidth : left + 14) + "px";
    this.tip.style.top = box.offsetTop + 14 + "px";
    if (!pointer) {
      this.reading = true;
      plot.setCursor({left: plot.valToPos(x, "x"), top: 10}, false);
      this.reading = false;
      box.setAttribute("aria-valuenow", String(x));
      box.setAttribute("aria-valuetext", head + ": " + (rows.slice(0, MOST_ROWS).map(words).join("; ") || "no values"));
    }
  }

  unread() {
    this.cursor = null;
    this.tip.hidden = true;
  }

  key_(event, i) {
    const plot = this.plots[i];
    const lines = plot.panel.lines.filter((line) => line.role !== "seed" && line.x.length > 0);
    if (lines.length === 0) return;
    const [low, high] = this.xRange;
    const xs = lines.reduce((a, b) => (a.x.length >= b.x.length ? a : b)).x;
    const sorted = xs[0] <= xs[xs.length - 1] ? [...xs] : [...xs].reverse();
    const now = this.cursor && this.cursor.i === i ? this.cursor.x : null;
    const step = {ArrowRight: 1, ArrowLeft: -1, PageUp: 10, PageDown: -10}[event.key];
    if (step) {
      const inside = sorted.filter((x) => x >= low && x <= high);
      let at = now === null ? (step * this.dir > 0 ? -1 : inside.length) : closest(inside, now);
      at = Math.max(0, Math.min(inside.length - 1, at + step * this.dir));
      this.read(i, inside[at], false);
    } else if (event.key === "Home" || event.key === "End") {
      const first = (event.key === "Home") === this.dir > 0;
      this.read(i, first ? low : high, false);
    } else if (event.key === "+" || event.key === "=") {
      this.setZoom(zoomed(low, high, now, 0.5, this.xScale));
    } else if (event.key === "-") {
      const wider = zoomed(low, high, now, 2, this.xScale);
      const all = wider[0] <= this.whole[0] && wider[1] >= this.whole[1];
      this.setZoom(all ? null : [Math.max(wider[0], this.whole[0]), Math.min(wider[1], this.whole[1])]);
    } else if (event.key === "0" || event.key === "Escape") {
      if (event.key === "Escape") this.unread();
      this.setZoom(null);
    } else if (event.key === "l") {
      this.nextScale();
    } else {
      return;
    }
    event.preventDefault();
  }

  picture() {
    return svgOf({
      panels: this.panels,
      title: this.title,
      xLabel: this.xLabel,
      yLabel: this.yLabel,
      xRange: this.xRange,
      xScale: this.xScale,
      dir: this.dir,
      legend: this.entries.filter((entry) => !this.hidden.has(entry.label)),
    });
  }

  async save(kind) {
    const name = (this.store.data.name + "-" + this.key).replace(/[^A-Za-z0-9_.-]+/g, "-").slice(0, 120) + "." + kind;
    this.menu.open = false;
    if (kind === "csv") {
      download(name, new Blob([csvOf(this.panels, this.how().x)], {type: "text/csv"}));
    } else if (kind === "svg") {
      download(name, new Blob([new XMLSerializer().serializeToString(this.picture())], {type: "image/svg+xml"}));
    } else {
      download(name, await pngOf(this.picture()));
    }
  }
}

function zoomed(low, high, about, factor, scale) {
  const p = (v) => placeOn(scale, v);
  const back = (v) => (scale === "log" ? 10 ** v : v);
  const middle = about === null ? (p(low) + p(high)) / 2 : p(about);
  return [back(middle - (middle - p(low)) * factor), back(middle + (p(high) - middle) * factor)];
}

function* valuesIn(panel) {
  for (const line of panel.lines) yield* line.y;
}

/** The index of the place nearest to another; places rise, fall or go anywhere. */
function closest(xs, x) {
  const n = xs.length;
  const rising = n < 2 || xs[0] <= xs[n - 1];
  let monotone = true;
  if (n > 2) {
    for (let i = 1; i < n && monotone; i++) monotone = rising ? xs[i] >= xs[i - 1] : xs[i] <= xs[i - 1];
  }
  if (monotone && rising) {
    const at = lowerBound(xs, x);
    if (at === 0) return 0;
    if (at === n) return n - 1;
    return x - xs[at - 1] <= xs[at] - x ? at - 1 : at;
  }
  let best = 0;
  for (let i = 1; i < n; i++) if (Math.abs(xs[i] - x) < Math.abs(xs[best] - x)) best = i;
  return best;
}

/** A short piece of a line, as in a legend. */
export function chipOf({colour, dash = []}) {
  const chip = drawn("svg", {class: "chip", width: 24, height: 10, "aria-hidden": "true"});
  chip.append(drawn("line", {x1: 0, x2: 24, y1: 5, y2: 5, stroke: legible(colour), "stroke-width": 3, "stroke-dasharray": dash.join(" ")}));
  return chip;
}

/** Pixels beside an axis for its numbers: as many as the longest takes, so that none is cut. */
function room(words) {
  const longest = Math.max(0, ...(words || []).map((word) => String(word).length));
  return Math.max(58, 18 + 7 * longest);
}
