// Reading values off a picture that the page holds as it is; it is complete without.
import { shown } from "./numbers.js";

/** Shows what is under the pointer, from the numbers that stand in the figure. */
export function readable(figure) {
  const svg = figure.querySelector("svg");
  const source = figure.querySelector("script");
  if (!svg || !source) return;
  let data = null;
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  const marks = document.createElementNS(svg.namespaceURI, "g");
  svg.append(marks);
  figure.append(tip);

  const places = (x) => Array.isArray(x) ? x : Array.from({length: x.count}, (_, i) => x.from + i * x.step);
  const place = ([name, c], v) =>
    name === "log" ? Math.log10(v) : name === "symlog" ? Math.sign(v) * Math.log10(1 + Math.abs(v) / c) : v;
  const value = ([name, c], p) =>
    name === "log" ? 10 ** p : name === "symlog" ? Math.sign(p) * c * (10 ** Math.abs(p) - 1) : p;
  const nearest = (xs, x, scale) => {
    let best = 0, least = Infinity;
    for (let i = 0; i < xs.length; i++) {
      const d = Math.abs(place(scale, xs[i]) - x);
      if (d < least) { least = d; best = i; }
    }
    return best;
  };
  const draw = (kind, attributes) => {
    const element = document.createElementNS(svg.namespaceURI, kind);
    for (const [key, v] of Object.entries(attributes)) element.setAttribute(key, v);
    marks.append(element);
  };
  const beside = (event) => {
    const outer = figure.getBoundingClientRect();
    const left = event.clientX - outer.left;
    tip.style.left = (left + tip.offsetWidth + 24 > outer.width ? Math.max(0, left - tip.offsetWidth - 14) : left + 14) + "px";
    tip.style.top = (event.clientY - outer.top + 14) + "px";
  };
  const line = (text) => {
    const row = document.createElement("div");
    row.textContent = text;
    tip.append(row);
  };
  // The cell of a map under the pointer.
  const cell = (px, py) => {
    for (const {a: [left, top, width, height], x, y, t} of data.m) {
      const column = Math.floor((px - left) / width * (x.length - 1));
      const row = Math.floor((top + height - py) / height * (y.length - 1));
      const found = t.find(([c, r]) => c === column && r === row);
      if (!found) continue;
      tip.replaceChildren();
      line(x[0] + " " + x[column + 1] + ", " + y[0] + " " + y[row + 1]);
      line(found[2]);
      tip.hidden = false;
    }
  };
  // The point of a scatter that is nearest to the pointer.
  const dot = (px, py) => {
    const far = ([x, y]) => Math.hypot(x - px, y - py);
    const found = data.d.reduce((a, b) => far(a) <= far(b) ? a : b);
    if (far(found) > 30) return;
    tip.replaceChildren();
    found.slice(3).forEach(line);
    draw("circle", {cx: found[0], cy: found[1], r: 7, fill: "none", stroke: found[2], "stroke-width": 2});
    tip.hidden = false;
  };
  const clear = () => { tip.hidden = true; marks.replaceChildren(); };

  svg.addEventListener("pointermove", (event) => {
    if (!data) {
      data = JSON.parse(source.textContent);
      for (const panel of data.p || []) for (const series of panel.s) series.x = places(series.x);
    }
    const box = svg.getBoundingClientRect();
    const zoom = svg.viewBox.baseVal.width / box.width;
    const px = (event.clientX - box.left) * zoom;
    const py = (event.clientY - box.top) * zoom;
    clear();
    if (data.m || data.d) {
      (data.m ? cell : dot)(px, py);
      beside(event);
      return;
    }
    const panel = data.p.find(({a: [x, y, w, h]}) => px >= x && px <= x + w && py >= y && py <= y + h);
    if (!panel) return;
    const [left, top, width, height] = panel.a;
    const [h0, h1, hscale] = panel.h;
    const [v0, v1, vscale] = panel.v;
    const pointer = h0 + (px - left) / width * (h1 - h0);
    const reference = panel.s.reduce((a, b) => a.x.length >= b.x.length ? a : b).x;
    const x = place(hscale, reference[nearest(reference, pointer, hscale)]);
    const line = left + (x - h0) / (h1 - h0) * width;
    draw("line", {x1: line, x2: line, y1: top, y2: top + height, stroke: "#777", "stroke-width": 1});
    tip.replaceChildren();
    const head = document.createElement("div");
    head.textContent = data.x + " " + shown(value(hscale, x));
    tip.append(head);
    for (const series of panel.s) {
      const i = nearest(series.x, x, hscale);
      const at = left + (place(hscale, series.x[i]) - h0) / (h1 - h0) * width;
      if (Math.abs(at - line) > Math.max(12, width / 40)) continue;
      const up = top + height - (place(vscale, series.m[i]) - v0) / (v1 - v0) * height;
      if (up >= top && up <= top + height) draw("circle", {cx: at, cy: up, r: 4, fill: series.c});
      const row = document.createElement("div");
      const chip = document.createElement("span");
      chip.className = "chip-flat";
      chip.style.background = series.c;
      const [m, b] = [series.m[i], series.b ? series.b[i] : null];
      const band = b === null ? "" : panel.g ? " [" + shown(m / b) + ", " + shown(m * b) + "]" : " ± " + shown(b);
      row.append(chip, series.n + "  " + shown(m) + band);
      tip.append(row);
    }
    tip.hidden = false;
    beside(event);
  });
  svg.addEventListener("pointerleave", clear);
}
