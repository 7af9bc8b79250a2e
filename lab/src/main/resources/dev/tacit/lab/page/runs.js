// The table of runs: sort, filter, group, select; and a page for each run.
import { duration, shown } from "./numbers.js";
import { summary } from "./statistics.js";
import { choice, download, element, view } from "./view.js";
import { optionsFor, shortName } from "./lines.js";
import { csvCell } from "./picture.js";
import { Chart, chipOf, painted } from "./chart.js";

const KEY = ["train/loss", "train/error", "validation/error", "test/error", "norm/l2"];
const MOST_ROWS_SHOWN = 100;
const ROWS_AT_ONCE = 100; // that are put in their places between two pictures

const COLLATOR = new Intl.Collator("en", {numeric: true});

/** A cell's words. */
function cellText(value) {
  if (value === undefined || value === null) return "";
  return typeof value === "number" ? shown(value) : String(value);
}

const none = (v) => v === undefined || v === null || v === "";

/** Runs in the order of a column; those without a value come first. */
function sorted(runs, column, sign) {
  const keys = new Map(runs.map((run) => {
    const value = column.of(run);
    return [run, {missing: none(value), number: Number(value), text: String(value)}];
  }));
  const compare = (a, b) => {
    if (a.missing || b.missing) return a.missing - b.missing;
    if (!Number.isNaN(a.number) && !Number.isNaN(b.number)) return a.number - b.number;
    return COLLATOR.compare(a.text, b.text);
  };
  return [...runs].sort((a, b) => compare(keys.get(a), keys.get(b)) * sign);
}

export class RunsTable {
  constructor(section, store) {
    this.section = section;
    this.store = store;
    this.all = false;
    this.rows = new Map(); // run or group -> its row, kept from one drawing to the next
    this.head = element("thead");
    this.body = element("tbody");
    this.more = element("button", {type: "button", hidden: true, click: () => {
      this.all = true;
      this.draw();
    }});
    this.status = element("p", {class: "muted", "aria-live": "polite"});
    this.table = element("div", {class: "scroll", tabindex: 0, role: "group", "aria-label": "Runs"}, element("table", {class: "runs"}, this.head, this.body), this.more);
    this.groupChoice = element("span");
    section.append(
      element("h2", {text: "Runs"}),
      element(
        "div",
        {class: "bar"},
        this.groupChoice,
        element("button", {type: "button", text: "Show only the selected", click: () => this.showSelected()}),
        element("button", {type: "button", text: "Show all", click: () => this.clear()}),
        element("button", {type: "button", text: "CSV", "aria-label": "Save the table as CSV", click: () => this.save()}),
      ),
      this.status,
      this.table,
    );
    this.selected = new Set(view.get("only").split(" ").filter((id) => id));
  }

  columns() {
    const {store} = this;
    const varying = new Set();
    for (const run of store.data.runs) {
      for (const path of Object.keys(run.variant)) varying.add(path);
      for (const path of Object.keys(run.settings)) {
        if (path !== "seed" && !path.startsWith("probes.") && !path.startsWith("optimizer.")) varying.add(path);
      }
    }
    const settings = [...varying].slice(0, 12);
    return [
      {name: "state", words: "State", of: (run) => run.state},
      {name: "optimizer", words: "Optimizer", of: (run) => store.optimizer(run.optimizer).name},
      ...settings.map((path) => ({name: path, words: shortName(store, path), of: store.field(path)})),
      {name: "seed", words: "Seed", of: (run) => run.seed, number: true},
      {name: "epoch", words: "Epoch", of: (run) => run.epoch, number: true},
      {name: "seconds", words: "Seconds", of: (run) => run.seconds, number: true},
      ...KEY.filter((metric) => metric in store.data.metrics).map((metric) => ({name: metric, words: metric, of: (run) => run.last[metric], number: true})),
    ];
  }

  draw() {
    const columns = this.columns();
    const by = view.get("group");
    const [sort, order] = view.get("sort", "").split(" ");
    const column = columns.find((c) => c.name === sort);
    const group = columns.find((c) => c.name === by);
    const runs = column ? sorted(this.store.chosen(), column, order === "down" ? -1 : 1) : this.store.chosen();
    this.say(runs);
    const shape = JSON.stringify([columns.map((c) => [c.name, c.words]), by, sort, order]);
    if (shape !== this.shape) {
      this.shape = shape;
      this.heading(columns, by, column, order);
      const names = columns.map((c) => c.name).join();
      if (names !== this.names) this.rows.clear(); // cells of other columns
      this.names = names;
      this.body.replaceChildren(); // with few rows in it, the table is laid out sooner
    }
    const limit = this.all ? Infinity : MOST_ROWS_SHOWN;
    this.arrange(group ? this.inGroups(runs, group, columns, limit) : runs.slice(0, limit).map((run) => [run.id, (row) => this.row(row, run, columns)]));
    this.more.textContent = "Show all " + runs.length + " rows";
    this.more.hidden = runs.length <= limit;
  }

  /** How many runs there are, and how they stand. */
  say(runs) {
    const total = this.store.data.runs.length + this.store.data.waiting.length;
    const counts = new Map();
    for (const run of runs) counts.set(run.state, (counts.get(run.state) || 0) + 1);
    const text =
      runs.length + " of " + total + (total === 1 ? " run" : " runs") + (runs.length > 0 ? ": " + [...counts].map(([state, n]) => n + " " + state).join(", ") : "") + (this.store.data.waiting.length > 0 ? "; not started: " + this.store.data.waiting.length : "") + ".";
    write(this.status, text);
  }

  heading(columns, by, column, order) {
    this.groupChoice.replaceChildren(
      choice("Group by", [["", "nothing"], ...columns.filter((c) => !c.number || c.name === "seed").map((c) => [c.name, c.words])], by, (value) => {
        view.set("group", value);
        this.draw();
      }),
    );
    this.head.replaceChildren(element(
      "tr",
      {},
      element("th", {scope: "col"}, element("span", {class: "unseen", text: "Selected"})),
      element("th", {scope: "col", text: "Run"}),
      ...columns.map((c) =>
        element(
          "th",
          {scope: "col", class: c.number ? "number" : null, "aria-sort": c === column ? (order === "down" ? "descending" : "ascending") : null},
          element("button", {type: "button", text: c.words + (c === column ? (order === "down" ? " ↓" : " ↑") : ""), title: "Sort by " + c.name, click: () => this.sort(c.name)}),
        ),
      ),
    ));
  }

  /** What stands in the table: a row for each group, followed by its runs. */
  inGroups(runs, group, columns, limit) {
    const groups = new Map();
    for (const run of runs) {
      const key = cellText(group.of(run));
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(run);
    }
    const all = [];
    for (const [key, members] of groups) {
      if (all.length >= limit) break;
      all.push(["group " + group.name + " " + key, (row) => this.groupRow(row, key, group, members, columns)]);
      for (const run of members) if (all.length < limit) all.push([run.id, (row) => this.row(row, run, columns)]);
    }
    return all;
  }

  /**
   * Puts rows in their order, the first at once and the others from picture to picture: a thousand
   * rows take a browser longer than people should wait for what they see first. What is there
   * already stays, so that a reader keeps place and focus.
   */
  async arrange(wanted) {
    const mine = (this.arranging = {});
    const kept = new Set(wanted.map(([key]) => key));
    for (const [key, {row}] of this.rows) {
      if (kept.has(key)) continue;
      row.remove();
      this.rows.delete(key);
    }
    let next = this.body.firstElementChild;
    for (let i = 0; i < wanted.length; i++) {
      if (i > 0 && i % ROWS_AT_ONCE === 0) {
        await painted();
        if (this.arranging !== mine) return;
      }
      const [key, fill] = wanted[i];
      if (!this.rows.has(key)) this.rows.set(key, {row: document.createElement("tr"), cells: []});
      const row = this.rows.get(key);
      fill(row);
      if (row.row === next) next = next.nextElementSibling;
      else this.body.insertBefore(row.row, next);
    }
  }

  groupRow(kept, key, group, members, columns) {
    kept.row.className = "group";
    const [, name, ...cells] = cellsOf(kept, columns.length);
    write(name, group.words + " = " + (key || "none") + " (" + members.length + ")");
    columns.forEach((c, i) => {
      if (!c.number || c.name === "seed") return;
      const usable = members.filter((run) => run.usable && Number.isFinite(c.of(run)));
      const middle = summary(usable.map((run) => c.of(run)), optionsFor(this.store, {}, usable));
      const half = middle && middle.low !== null ? " ± " + shown((middle.high - middle.low) / 2) : "";
      cells[i].className = "number";
      write(cells[i], middle ? shown(middle.mid) + half : "");
    });
  }

  row(kept, run, columns) {
    const [first, name, ...cells] = cellsOf(kept, columns.length);
    if (!kept.box) {
      kept.box = element("input", {type: "checkbox", "aria-label": "Select " + run.name, change: () => this.select(run.id, kept.box.checked)});
      first.append(kept.box);
      name.className = "label";
      name.append(chipOf(this.store.optimizer(run.optimizer)), element("button", {type: "button", class: "link", dir: "auto", text: run.name, click: () => view.set("run", run.id)}));
    }
    kept.box.checked = this.selected.has(run.id);
    if (kept.run === run) return; // as it was
    kept.run = run;
    columns.forEach((column, i) => {
      const cell = cells[i];
      const isState = column.name === "state";
      write(cell, cellText(column.of(run)) + (isState && run.fault ? ", unreadable" : ""));
      if (column.number) cell.className = "number";
      if (isState) {
        cell.className = "state-" + run.state;
        cell.title = run.fault || run.reason || "";
      }
    });
  }

  sort(name) {
    const [sort, order] = view.get("sort", "").split(" ");
    view.set("sort", sort !== name ? name + " up" : order === "up" ? name + " down" : "");
    this.draw();
    this.head.querySelector("th[aria-sort] button")?.focus();
  }

  select(id, on) {
    if (on) this.selected.add(id);
    else this.selected.delete(id);
  }

  showSelected() {
    view.set("only", [...this.selected].join(" "));
  }

  clear() {
    this.selected.clear();
    view.set("only", "");
  }

  save() {
    const columns = this.columns();
    const rows = [["run", ...columns.map((c) => c.name)]];
    for (const run of this.store.chosen()) rows.push([run.name, ...columns.map((c) => c.of(run))]);
    download(this.store.data.name.replace(/[^A-Za-z0-9_.-]+/g, "-") + "-runs.csv", new Blob([rows.map((row) => row.map(csvCell).join(",")).join("\n") + "\n"], {type: "text/csv"}));
  }
}

/** A row's cells, the second of which names it. */
function cellsOf(kept, columns) {
  if (kept.cells.length === 0) {
    for (let i = 0; i < columns + 2; i++) {
      kept.cells.push(i === 1 ? element("th", {scope: "row"}) : document.createElement("td"));
    }
    kept.row.append(...kept.cells);
  }
  return kept.cells;
}

/** Words where others stood: a browser lays out again what is written again. */
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** A run's own page: how it stands, its settings, its machine, its courses. */
export class RunPage {
  constructor(store) {
    this.store = store;
    this.charts = [];
    this.body = element("div", {class: "run"});
    this.dialog = element(
      "dialog",
      {"aria-labelledby": "run-title", close: () => view.set("run", "")},
      element("form", {method: "dialog", class: "close"}, element("button", {text: "Close"})),
      this.body,
    );
    document.body.append(this.dialog);
  }

  /** Opens or closes it, as the address says. */
  async show() {
    const id = view.get("run");
    if (!id) {
      if (this.dialog.open) this.dialog.close();
      return;
    }
    const run = this.store.runs.get(id);
    this.id = id;
    this.charts = [];
    if (!run) {
      this.body.replaceChildren(element("h2", {id: "run-title", text: "No such run"}), element("p", {dir: "auto", text: id}));
    } else {
      await this.fill(run);
    }
    if (!this.dialog.open) this.dialog.showModal();
    for (const chart of this.charts) chart.mount();
  }

  /** What changes while it is open. */
  refresh() {
    if (!this.dialog.open) return;
    const run = this.store.runs.get(this.id);
    if (run) this.standing.replaceChildren(...this.words(run));
    else this.standing?.replaceChildren(element("p", {class: "state-failed", text: "The run’s directory is gone."}));
    for (const chart of this.charts) chart.redraw();
  }

  words(run) {
    const lines = [
      [run.state + (run.state === "finished" ? "" : " at epoch " + shown(run.epoch)) + (run.reason ? ": " + run.reason : ""), "state-" + run.state],
      ["Epoch " + shown(run.epoch) + " of " + this.store.data.epochs + ", " + run.steps + " steps each", ""],
    ];
    if (run.seconds !== undefined) lines.push([duration(run.seconds) + ", " + duration(run.measuring) + " of it measuring", ""]);
    if (run.fault) lines.push(["Cannot be read: " + run.fault, "state-failed"]);
    for (const [probe, why] of Object.entries(run.failed || {})) lines.push([probe + " was not measured, from " + why, "state-failed"]);
    return lines.map(([text, kind]) => element("li", {class: kind || null, text}));
  }

  async fill(run) {
    const {store} = this;
    this.standing = element("ul", {class: "standing", "aria-live": "polite"}, ...this.words(run));
    const settings = {...store.data.common, ...run.settings};
    const details = element("div", {});
    const figures = element("div", {class: "figures"});
    for (const metric of KEY.filter((name) => run.last[name] !== undefined)) {
      const figure = element("figure", {id: "run-" + metric.replace(/\W+/g, "-")}, element("figcaption"));
      figures.append(figure);
      this.charts.push(new Chart(figure, store, {way: "epoch", metric, parts: []}, {runs: () => [this.store.runs.get(run.id)].filter((one) => one), key: "run-" + metric.replace(/\W+/g, "-")}));
    }
    this.body.replaceChildren(
      element("h2", {id: "run-title", dir: "auto", text: run.name}),
      element("p", {class: "muted"}, element("code", {dir: "auto", text: run.directory})),
      this.standing,
      figures,
      this.numbers(run),
      element("h3", {text: "Settings"}),
      table(["Setting", "Value"], Object.entries(settings)),
      details,
    );
    const more = await store.details(run);
    if (more) {
      details.append(
        element("h3", {text: "Machine and code"}),
        table(["", ""], flat(more.environment)),
        element("h3", {text: "Data and network"}),
        table(["", ""], [["network", more.network], ["parameters", more.parameters], ["training examples", more.trainingExamples], ["test examples", more.testExamples], ["corrupted labels", more.corruptedLabels], ["hash of its settings", more.hash], ["started", more.started], ...flat(more.data)]),
      );
      const obstacles = Object.entries(more.notMeasured || {});
      if (obstacles.length > 0) details.append(element("h3", {text: "Not measured"}), table(["Probe", "Why"], obstacles));
      const log = more.log || [];
      if (log.length > 0) details.append(element("h3", {text: "Log"}), element("pre", {class: "log", dir: "auto", tabindex: "0", text: log.join("\n")}));
    }
  }

  numbers(run) {
    const rows = Object.entries(run.last).map(([name, value]) => [name, shown(value)]);
    return element("details", {}, element("summary", {text: "Last value of every metric"}), table(["Metric", "Value"], rows));
  }
}

function flat(value, path = "") {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object") return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => flat(inner, path ? path + "." + key : key));
}

function table(head, rows) {
  return element(
    "div",
    {class: "scroll", tabindex: 0, role: "group", "aria-label": head[0] || "Details"},
    element(
      "table",
      {},
      ...(head[0] ? [element("thead", {}, element("tr", {}, ...head.map((text) => element("th", {scope: "col", text}))))] : []),
      element("tbody", {}, ...rows.map(([key, ...cells]) => element("tr", {}, element("th", {scope: "row", class: "label", text: String(key)}), ...cells.map((cell) => element("td", {dir: "auto", text: String(cell ?? "")}))))),
    ),
  );
}
