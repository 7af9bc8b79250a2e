// Lines on a canvas, and the same as SVG and CSV.
import { placeOn, shown, ticks } from "./numbers.js";
import { drawn, legible } from "./view.js";

/**
 * The points of a line in pixels, [[x, y], …] pieces between gaps. Where many lie in one column of
 * pixels the first, the lowest, the highest and the last are kept: no extreme is lost.
 */
export function thinned(x, y, toX, toY) {
  const pieces = [];
  let piece = [];
  let column = null;
  let first, least, most, last;
  const flush = () => {
    if (column === null) return;
    const order = least.i < most.i ? [first, least, most, last] : [first, most, least, last];
    let before = null;
    for (const point of order) {
      if (point !== before) piece.push([point.x, point.y]);
      before = point;
    }
    column = null;
  };
  for (let i = 0; i < x.length; i++) {
    const px = toX(x[i]);
    const py = y[i] === null ? NaN : toY(y[i]);
    if (!Number.isFinite(px) || !Number.isFinite(py)) {
      flush();
      if (piece.length > 0) pieces.push(piece);
      piece = [];
      continue;
    }
    const point = {x: px, y: py, i};
    if (Math.round(px) !== column) {
      flush();
      column = Math.round(px);
      first = least = most = last = point;
    } else {
      if (py > least.y) least = point;
      if (py < most.y) most = point;
      last = point;
    }
  }
  flush();
  if (piece.length > 0) pieces.push(piece);
  return pieces;
}

/** How each kind of line looks: its width, how opaque it is, and whether dashes are kept. */
const STROKES = {
  mean: {width: 2, alpha: 1, dashes: true},
  seed: {width: 1, alpha: 0.32, dashes: false},
  raw: {width: 1, alpha: 0.4, dashes: false},
  stopped: {width: 1.1, alpha: 1, dashes: false},
};
const ORDER = ["seed", "raw", "mean", "stopped"];

function inOrder(lines) {
  return ORDER.flatMap((role) => lines.filter((line) => line.role === role));
}

/** Draws a panel's data; box is in canvas pixels, toX and toY give these. */
export function paint(context, panel, box, toX, toY, ratio, ink) {
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.width, box.height);
  context.clip();
  for (const [from, to] of panel.greys) {
    context.fillStyle = ink.grey;
    const [a, b] = [toX(from), toX(to)];
    context.fillRect(Math.min(a, b), box.top, Math.abs(b - a), box.height);
  }
  for (const {x, colour} of panel.marks) {
    context.strokeStyle = legible(colour);
    context.lineWidth = ratio;
    context.setLineDash([3 * ratio, 3 * ratio]);
    context.beginPath();
    context.moveTo(toX(x), box.top);
    context.lineTo(toX(x), box.top + box.height);
    context.stroke();
  }
  for (const {y, colour} of panel.levels) {
    context.strokeStyle = legible(colour);
    context.lineWidth = 1.2 * ratio;
    context.setLineDash([6 * ratio, 4 * ratio]);
    context.beginPath();
    context.moveTo(box.left, toY(y));
    context.lineTo(box.left + box.width, toY(y));
    context.stroke();
  }
  for (const line of panel.lines) {
    if (!line.low || line.alone || !line.low.some((v) => v !== null)) continue;
    context.fillStyle = legible(line.colour);
    context.globalAlpha = 0.16;
    for (const [low, high] of bandPieces(line, toX, toY)) {
      context.beginPath();
      low.forEach(([px, py], i) => (i === 0 ? context.moveTo(px, py) : context.lineTo(px, py)));
      for (let i = high.length - 1; i >= 0; i--) context.lineTo(high[i][0], high[i][1]);
      context.closePath();
      context.fill();
    }
  }
  for (const line of inOrder(panel.lines)) {
    const {width, alpha, dashes} = STROKES[line.role];
    context.strokeStyle = context.fillStyle = legible(line.colour);
    context.globalAlpha = alpha;
    context.lineWidth = width * ratio;
    context.setLineDash(dashes ? line.dash.map((d) => d * ratio) : []);
    if (line.dots) {
      spots(line, toX, toY).forEach((spot) => paintSpot(context, spot, line, ratio));
      if (line.alone) continue;
    }
    for (const piece of thinned(line.x, line.y, toX, toY)) {
      context.beginPath();
      if (piece.length === 1) {
        context.arc(piece[0][0], piece[0][1], (width + 1) * ratio, 0, 2 * Math.PI);
        context.fill();
        continue;
      }
      piece.forEach(([px, py], i) => (i === 0 ? context.moveTo(px, py) : context.lineTo(px, py)));
      context.stroke();
    }
    if (line.state === "diverged") {
      const [px, py] = crossAt(line, box, toX, toY);
      const r = 4 * ratio;
      context.setLineDash([]);
      context.lineWidth = 2 * ratio;
      context.beginPath();
      context.moveTo(px - r, py - r);
      context.lineTo(px + r, py + r);
      context.moveTo(px - r, py + r);
      context.lineTo(px + r, py - r);
      context.stroke();
    }
  }
  context.restore();
}

/** The points of a line one by one: where, with the ends of its bars, and whether it is the best. */
function spots(line, toX, toY) {
  return line.x
    .map((x, i) => ({
      x: toX(x),
      y: toY(line.y[i]),
      left: line.xLow && line.xLow[i] !== null ? toX(line.xLow[i]) : null,
      right: line.xLow && line.xHigh[i] !== null ? toX(line.xHigh[i]) : null,
      low: line.alone && line.low && line.low[i] !== null ? clamped(toY(line.low[i])) : null,
      high: line.alone && line.high && line.high[i] !== null ? clamped(toY(line.high[i])) : null,
      star: line.star === i,
    }))
    .filter((spot) => Number.isFinite(spot.x) && Number.isFinite(spot.y));
}

const STAR = Array.from({length: 10}, (_, i) => {
  const r = i % 2 === 0 ? 8 : 3.4;
  return [r * Math.sin((i * Math.PI) / 5), -r * Math.cos((i * Math.PI) / 5)];
});

function paintSpot(context, spot, line, ratio) {
  const r = (line.role === "seed" ? 2 : 3.4) * ratio;
  context.setLineDash([]);
  context.lineWidth = 1.2 * ratio;
  context.beginPath();
  if (line.crosses) {
    for (const [dx, dy] of [[1, 1], [1, -1]]) {
      context.moveTo(spot.x - 4 * dx * ratio, spot.y - 4 * dy * ratio);
      context.lineTo(spot.x + 4 * dx * ratio, spot.y + 4 * dy * ratio);
    }
    context.globalAlpha = 1;
    context.stroke();
    return;
  }
  if (spot.low !== null && spot.high !== null) {
    context.moveTo(spot.x, spot.low);
    context.lineTo(spot.x, spot.high);
  }
  if (spot.left !== null && spot.right !== null) {
    context.moveTo(spot.left, spot.y);
    context.lineTo(spot.right, spot.y);
  }
  context.stroke();
  context.beginPath();
  if (spot.star) STAR.forEach(([dx, dy], i) => (i === 0 ? context.moveTo(spot.x + dx * ratio, spot.y + dy * ratio) : context.lineTo(spot.x + dx * ratio, spot.y + dy * ratio)));
  else context.arc(spot.x, spot.y, r, 0, 2 * Math.PI);
  context.fill();
}

function svgSpot(spot, line) {
  const all = [];
  const stroke = {stroke: line.colour, "stroke-width": 1.2};
  if (line.crosses) return [drawn("path", {d: `M${spot.x - 4} ${spot.y - 4}l8 8M${spot.x - 4} ${spot.y + 4}l8 -8`, ...stroke})];
  if (spot.low !== null && spot.high !== null) all.push(drawn("line", {x1: spot.x, x2: spot.x, y1: spot.low, y2: spot.high, ...stroke}));
  if (spot.left !== null && spot.right !== null) all.push(drawn("line", {x1: spot.left, x2: spot.right, y1: spot.y, y2: spot.y, ...stroke}));
  if (spot.star) all.push(drawn("path", {d: path(STAR.map(([dx, dy]) => [spot.x + dx, spot.y + dy])) + "Z", fill: line.colour}));
  else all.push(drawn("circle", {cx: round(spot.x), cy: round(spot.y), r: line.role === "seed" ? 2 : 3.4, fill: line.colour, "fill-opacity": line.role === "seed" ? 0.5 : 1}));
  return all;
}

function crossAt(line, box, toX, toY) {
  const last = line.x.length - 1;
  const py = toY(line.y[last]);
  const inside = Number.isFinite(py) ? Math.max(box.top + 5, Math.min(box.top + box.height - 5, py)) : box.top + 5;
  return [toX(line.x[last]), inside];
}

function bandPieces(line, toX, toY) {
  const pieces = [];
  const low = line.low.map((v, i) => (v === null || line.high[i] === null ? null : v));
  const high = line.high.map((v, i) => (v === null || line.low[i] === null ? null : v));
  const a = thinned(line.x, low, toX, (v) => clamped(toY(v)));
  const b = thinned(line.x, high, toX, (v) => clamped(toY(v)));
  for (let i = 0; i < Math.min(a.length, b.length); i++) pieces.push([a[i], b[i]]);
  return pieces;
}

/** An end of a band that has no place on a logarithmic axis lies far below it. */
function clamped(py) {
  return Number.isNaN(py) ? 1e5 : Math.max(-1e5, Math.min(1e5, py));
}

const FONT = "Helvetica, Arial, 'DejaVu Sans', sans-serif";

/** A chart as SVG: panels side by side with axes, a title above and a legend below. */
export function svgOf(chart) {
  const {panels, title, xLabel, yLabel, xRange, dir, xScale} = chart;
  const across = Math.min(3, panels.length);
  const rows = Math.ceil(panels.length / across);
  const [w, h] = panels.length === 1 ? [640, 400] : [360, 270];
  const margin = {left: 74, right: 14, top: panels.length > 1 ? 26 : 10, bottom: 48};
  const legend = chart.legend;
  const perRow = Math.max(1, Math.floor((across * w) / 190));
  const legendHeight = 12 + 20 * Math.ceil(legend.length / perRow);
  const width = across * w;
  const height = 34 + rows * h + legendHeight;
  const svg = drawn("svg", {width, height, viewBox: `0 0 ${width} ${height}`, "font-family": FONT, "font-size": 12});
  svg.append(drawn("rect", {width, height, fill: "#ffffff"}));
  svg.append(drawn("text", {x: 12, y: 22, "font-size": 15, "font-weight": "bold", fill: "#1c1c1c"}, title));
  panels.forEach((panel, i) => {
    const left = (i % across) * w;
    const top = 34 + Math.floor(i / across) * h;
    const box = {left: left + margin.left, top: top + margin.top, width: w - margin.left - margin.right, height: h - margin.top - margin.bottom};
    const [x0, x1] = xRange.map((v) => placeOn(xScale, v, panel.xStraight));
    const [y0, y1] = panel.yRange.map((v) => placeOn(panel.scale, v, panel.straight));
    const toX = (v) => box.left + ((dir < 0 ? x1 - placeOn(xScale, v, panel.xStraight) : placeOn(xScale, v, panel.xStraight) - x0) / (x1 - x0)) * box.width;
    const toY = (v) => box.top + box.height - ((placeOn(panel.scale, v, panel.straight) - y0) / (y1 - y0)) * box.height;
    const clip = "clip" + i;
    const cut = drawn("clipPath", {id: clip});
    cut.append(drawn("rect", {x: box.left, y: box.top, width: box.width, height: box.height}));
    svg.append(cut);
    for (const t of ticks(panel.scale, ...panel.yRange, 6, panel.straight)) {
      svg.append(drawn("line", {x1: box.left, x2: box.left + box.width, y1: toY(t), y2: toY(t), stroke: "#e4e4e4"}));
      svg.append(drawn("text", {x: box.left - 6, y: toY(t) + 4, "text-anchor": "end", fill: "#444444"}, shown(t)));
    }
    for (const t of ticks(xScale, ...xRange, 6, panel.xStraight)) {
      svg.append(drawn("line", {x1: toX(t), x2: toX(t), y1: box.top, y2: box.top + box.height, stroke: "#efefef"}));
      svg.append(drawn("text", {x: toX(t), y: box.top + box.height + 16, "text-anchor": "middle", fill: "#444444"}, shown(t)));
    }
    const inside = drawn("g", {"clip-path": `url(#${clip})`});
    for (const [from, to] of panel.greys) {
      const [a, b] = [toX(from), toX(to)];
      inside.append(drawn("rect", {x: Math.min(a, b), y: box.top, width: Math.abs(b - a), height: box.height, fill: "#e9e9e9"}));
    }
    for (const {x, colour} of panel.marks) inside.append(drawn("line", {x1: toX(x), x2: toX(x), y1: box.top, y2: box.top + box.height, stroke: colour, "stroke-dasharray": "3 3"}));
    for (const {y, colour} of panel.levels) inside.append(drawn("line", {x1: box.left, x2: box.left + box.width, y1: toY(y), y2: toY(y), stroke: colour, "stroke-dasharray": "6 4"}));
    for (const line of panel.lines) {
      if (!line.low || line.alone || !line.low.some((v) => v !== null)) continue;
      for (const [low, high] of bandPieces(line, toX, toY)) {
        inside.append(drawn("path", {d: path(low) + path([...high].reverse()).replace("M", "L") + "Z", fill: line.colour, "fill-opacity": 0.16}));
      }
    }
    for (const line of inOrder(panel.lines)) {
      const {width: stroke, alpha, dashes} = STROKES[line.role];
      if (line.dots) {
        spots(line, toX, toY).forEach((spot) => inside.append(...svgSpot(spot, line)));
        if (line.alone) continue;
      }
      for (const piece of thinned(line.x, line.y, toX, toY)) {
        if (piece.length === 1) inside.append(drawn("circle", {cx: round(piece[0][0]), cy: round(piece[0][1]), r: stroke + 1, fill: line.colour}));
        else inside.append(drawn("path", {d: path(piece), fill: "none", stroke: line.colour, "stroke-width": stroke, "stroke-opacity": alpha, ...(dashes && line.dash.length > 0 ? {"stroke-dasharray": line.dash.join(" ")} : {})}));
      }
      if (line.state === "diverged") {
        const [px, py] = crossAt(line, box, toX, toY);
        inside.append(drawn("path", {d: `M${px - 4} ${py - 4}L${px + 4} ${py + 4}M${px - 4} ${py + 4}L${px + 4} ${py - 4}`, stroke: line.colour, "stroke-width": 2}));
      }
    }
    svg.append(inside, drawn("rect", {x: box.left, y: box.top, width: box.width, height: box.height, fill: "none", stroke: "#777777"}));
    if (panel.title) svg.append(drawn("text", {x: box.left + box.width / 2, y: box.top - 8, "text-anchor": "middle", fill: "#1c1c1c"}, panel.title));
    svg.append(drawn("text", {x: box.left + box.width / 2, y: box.top + box.height + 36, "text-anchor": "middle", fill: "#1c1c1c"}, xLabel));
    if (i % across === 0) svg.append(drawn("text", {x: 0, y: 0, transform: `translate(${left + 16} ${box.top + box.height / 2}) rotate(-90)`, "text-anchor": "middle", fill: "#1c1c1c"}, yLabel));
  });
  legend.forEach(({label, colour, dash}, i) => {
    const x = 20 + (i % perRow) * 190;
    const y = 34 + rows * h + 14 + 20 * Math.floor(i / perRow);
    svg.append(drawn("line", {x1: x, x2: x + 26, y1: y - 4, y2: y - 4, stroke: colour, "stroke-width": 2, ...(dash.length > 0 ? {"stroke-dasharray": dash.join(" ")} : {})}));
    svg.append(drawn("text", {x: x + 32, y, fill: "#1c1c1c"}, label));
  });
  return svg;
}

function round(v) {
  return Math.round(v * 100) / 100;
}

function path(points) {
  return points.map(([x, y], i) => (i === 0 ? "M" : "L") + round(x) + " " + round(y)).join("");
}

/** A PNG of an SVG element, twice as large as it says. */
export async function pngOf(svg) {
  const image = new Image();
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(svg));
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = 2 * svg.width.baseVal.value;
  canvas.height = 2 * svg.height.baseVal.value;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** A cell of a CSV file. A text that a spreadsheet would take for a formula begins with an apostrophe. */
export function csvCell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? "'" + value : String(value);
  return /[",\n\r]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
}

/** The numbers of a chart, one row a point. */
export function csvOf(panels, column) {
  const rows = [["metric", "panel", "line", column, "value", "low", "high", "n", "kind"]];
  for (const panel of panels) {
    for (const line of panel.lines) {
      for (let i = 0; i < line.x.length; i++) {
        rows.push([panel.metric, panel.title, line.role === "seed" || line.role === "stopped" ? line.name : line.label, line.x[i], line.y[i], line.low ? line.low[i] : null, line.high ? line.high[i] : null, line.n, line.role]);
      }
    }
  }
  return rows.map((row) => row.map(csvCell).join(",")).join("\n") + "\n";
}
