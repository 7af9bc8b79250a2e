// The page: takes the study from where it is, puts charts in their places, keeps them current.
import { choice, element, isDark, view } from "./view.js";
import { FrozenStore, LiveStore } from "./store.js";
import { axesOf, LOSS, neededFor, shortName } from "./lines.js";
import { HeatMap } from "./sweep.js";
import { Chart, turn } from "./chart.js";
import { RunPage, RunsTable } from "./runs.js";
import { readable } from "./hover.js";

const REDRAW = new Set(["x", "centre", "seeds", "smooth", "by", "filter", "only", "theme"]);
const MAIN_EVERY = 3000; // milliseconds between two looks at tables and verdicts

class Page {
  constructor(store, main) {
    this.store = store;
    this.main = main;
    this.charts = new Map(); // figure -> chart
    this.tableSeen = false;
    this.waiting = new IntersectionObserver((entries) => this.seen(entries), {rootMargin: "300px"});
  }

  start() {
    document.documentElement.classList.add("script");
    this.theme();
    this.controls();
    this.runs = element("section", {id: "runs"});
    this.explore = element("section", {id: "explore"});
    this.runsTable = new RunsTable(this.runs, this.store);
    this.runPage = new RunPage(this.store);
    this.arrange();
    this.buildExplore();
    this.place();
    this.runsTable.draw();
    this.waiting.observe(this.runs);
    view.listeners.add((key) => this.changed(key));
    addEventListener("hashchange", () => view.read());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.redraw());
    addEventListener("beforeprint", () => this.mountAll());
    document.addEventListener("click", (event) => this.followLink(event));
    if (view.section) this.scrollTo(view.section);
    if (view.get("run")) this.runPage.show();
    if (this.store.live) {
      this.store.listeners.add((what) => this.news(what));
      this.store.shown = () => this.shown();
      this.store.follow();
      this.mainAt = performance.now();
    }
    document.documentElement.dataset.ready = performance.now().toFixed(0);
  }

  /** Own sections among those that came: runs before the numbers, exploring after the figures. */
  arrange() {
    const provenance = this.main.querySelector("#provenance");
    const numbers = this.main.querySelector("#numbers");
    this.main.insertBefore(this.runs, numbers || provenance);
    this.main.insertBefore(this.explore, provenance);
    const nav = this.main.querySelector("nav");
    const link = (id, text, before) => {
      if (nav.querySelector(`a[href="#${id}"]`)) return;
      nav.insertBefore(element("a", {href: "#" + id, text}), nav.querySelector(`a[href="#${before}"]`));
      nav.append(" ");
    };
    link("runs", "Runs", "numbers");
    link("explore", "Any metric", "provenance");
  }

  controls() {
    const set = (key, otherwise) => (value) => view.set(key, value, otherwise);
    const {store} = this;
    const groups = ["optimizer", ...Object.keys(store.data.names), "rule", "state", "name"];
    this.filter = element("input", {
      type: "search",
      id: "filter",
      placeholder: "optimizer in (sgd, adam) and lr <= 0.01",
      "aria-describedby": "filter-fault",
      spellcheck: "false",
      autocomplete: "off",
      change: () => view.set("filter", this.filter.value.trim()),
      search: () => view.set("filter", this.filter.value.trim()),
    });
    this.filter.value = view.get("filter");
    this.fault = element("span", {id: "filter-fault", class: "fault", role: "alert"});
    this.connection = element("span", {class: "connection", role: "status"});
    const smooth = element("input", {type: "range", min: "0", max: "0.98", step: "0.02", value: view.get("smooth", "0"), input: () => view.set("smooth", smooth.value, "0")});
    const bar = element(
      "div",
      {class: "controls", role: "region", "aria-label": "What all charts show"},
      element("label", {class: "choice filter"}, element("span", {text: "Runs where"}), this.filter),
      this.fault,
      element("button", {type: "button", class: "more", "aria-expanded": "false", text: "How charts are drawn", click: (event) => {
        const all = bar.classList.toggle("all");
        event.target.setAttribute("aria-expanded", String(all));
      }}),
      choice("x", axesOf(store), view.get("x", "epoch"), set("x", "epoch"), {id: "x"}),
      choice("lines", [["", "optimizer, setting"], ...groups.map((path) => [path, shortName(store, path)])], view.get("by"), set("by", ""), {id: "by"}),
      choice("middle", [["mean", "mean"], ["median", "median"]], view.get("centre", "mean"), set("centre", "mean"), {id: "centre"}),
      choice("seeds", [["few", "up to ten"], ["all", "all"], ["none", "none"]], view.get("seeds", "few"), set("seeds", "few"), {id: "seeds"}),
      element("label", {class: "choice"}, element("span", {text: "smoothing"}), smooth),
      choice("colours", [["", "as the system"], ["light", "light"], ["dark", "dark"]], view.get("theme"), set("theme", ""), {id: "theme"}),
      this.connection,
    );
    document.body.prepend(bar);
  }

  theme() {
    document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  }

  /** Charts in their places; one that comes into view is drawn. */
  place() {
    for (const figure of this.main.querySelectorAll("figure")) {
      if (this.charts.has(figure)) continue;
      if (!figure.dataset.chart) {
        readable(figure);
        continue;
      }
      const spec = JSON.parse(figure.dataset.chart);
      if (this.isPicture(figure, spec)) continue;
      const chart = spec.way === "map" ? new HeatMap(figure, this.store, spec) : new Chart(figure, this.store, spec);
      this.charts.set(figure, chart);
      this.waiting.observe(figure);
    }
    for (const [figure, chart] of this.charts) {
      if (!figure.isConnected) {
        this.charts.delete(figure);
        this.waiting.unobserve(figure);
        chart.body = null;
      }
    }
  }

  /** Whether a file has no room for a chart's numbers: then its picture stays. */
  isPicture(figure, spec) {
    if (this.store.outside.size === 0 || !figure.querySelector(".plot") || ["along", "map", "scatter"].includes(spec.way)) return false;
    const missing = neededFor(this.store, spec, spec.way === "loss" ? LOSS : "epoch").some((metric) => this.store.outside.has(metric));
    if (missing && !figure.classList.contains("picture")) {
      figure.classList.add("picture");
      figure.querySelector("figcaption").append(" A picture: this file has no room for its numbers; tacit serve draws the chart.");
    }
    return missing;
  }

  seen(entries) {
    for (const {target, isIntersecting} of entries) {
      if (target === this.runs) {
        this.tableSeen = isIntersecting;
        if (isIntersecting && this.tableTimer) this.drawTable();
      }
      const chart = this.charts.get(target);
      if (!chart) continue;
      chart.inView = isIntersecting;
      if (!isIntersecting) continue;
      if (!chart.body) chart.mount();
      else if (chart.stale) {
        chart.stale = false;
        chart.redraw();
      }
    }
  }

  mountAll() {
    for (const chart of this.charts.values()) chart.mount();
  }

  changed(key) {
    if (key === "run") this.runPage.show();
    if (key.startsWith("c.")) {
      for (const chart of this.charts.values()) {
        if ("c." + chart.key === key && !chart.writing) {
          chart.readState();
          chart.redraw();
        }
      }
    }
    if (key === "explore") this.buildExplore();
    if (!REDRAW.has(key)) return;
    if (this.filter.value !== view.get("filter")) this.filter.value = view.get("filter");
    for (const id of ["x", "by", "centre", "seeds", "theme"]) {
      const select = document.getElementById(id);
      const value = view.get(id, select.options[0].value);
      if (select.value !== value) select.value = value;
    }
    if (key === "theme") this.theme();
    this.redraw();
    if (key === "filter" || key === "only") turn().then(() => this.runsTable.draw());
    this.fault.textContent = this.store.fault || "";
  }

  redraw() {
    this.theme();
    this.store.chosen();
    for (const chart of this.charts.values()) {
      if (!chart.body) continue;
      if (chart.inView) chart.redraw();
      else chart.stale = true;
    }
    this.runPage.refresh();
  }

  /** What a server tells. */
  news(what) {
    if (what === "disconnected" || what === "connected") {
      const lost = what === "disconnected";
      this.connection.textContent = lost ? "Connection lost; what is shown is as of then" : "";
      this.connection.classList.toggle("lost", lost);
      return;
    }
    if (what === "structure") this.runsTable.selected.forEach((id) => this.store.runs.has(id) || this.runsTable.selected.delete(id));
    this.redraw();
    this.drawTable();
    if (what !== "runs") this.mainWanted = true;
    this.drawMain(what === "structure");
  }

  /** The metrics of charts that are looked at. */
  shown() {
    const charts = [...this.charts.values()].filter((chart) => chart.body && chart.inView);
    return new Set([...charts, ...this.runPage.charts].flatMap((chart) => (chart.needed ? chart.needed() : [])));
  }

  /** The table, now and then where nobody looks at it: one may search in it or hear it read. */
  drawTable() {
    if (this.tableTimer && !this.tableSeen) return;
    clearTimeout(this.tableTimer);
    this.tableTimer = setTimeout(
      () => {
        this.tableTimer = null;
        this.runsTable.draw();
      },
      this.tableSeen ? 0 : MAIN_EVERY,
    );
  }

  /** Words, tables and verdicts, now and then. */
  async drawMain(now) {
    if (this.mainTimer) return;
    const wait = now ? 0 : Math.max(0, this.mainAt + (this.mainWanted ? MAIN_EVERY : 10 * MAIN_EVERY) - performance.now());
    this.mainTimer = setTimeout(async () => {
      try {
        const answer = await fetch(this.store.base + "main");
        if (answer.ok) this.patch(await answer.text());
        this.mainWanted = false;
      } catch {
        this.store.tell("disconnected"); // the server is gone
      } finally {
        this.mainAt = performance.now();
        this.mainTimer = null;
      }
    }, wait);
  }

  /** Takes over sections that are others than before, and leaves charts where they are. */
  patch(html) {
    const fresh = new DOMParser().parseFromString("<main>" + html + "</main>", "text/html").querySelector("main");
    const before = new Map([...this.main.querySelectorAll(":scope > section")].map((section) => [section.id, section]));
    this.sources ||= new Map();
    let previous = null;
    for (const section of [...fresh.children]) {
      if (section.tagName === "NAV") {
        const nav = this.main.querySelector("nav");
        if (this.sources.get("nav") !== section.innerHTML) {
          this.sources.set("nav", section.innerHTML);
          nav.replaceChildren(...section.childNodes);
        }
        previous = nav;
        continue;
      }
      const own = before.get(section.id);
      const source = section.innerHTML;
      if (!own) {
        (previous || this.main.firstElementChild).after(section);
        previous = section;
      } else {
        if (this.sources.get(section.id) !== source) {
          const figures = (some) => [...some.querySelectorAll("figure[data-chart]")].map((f) => f.id + f.dataset.chart).join();
          if (figures(own) === "" || figures(own) !== figures(section)) {
            const open = [...own.querySelectorAll("details")].map((d) => d.open);
            own.replaceChildren(...section.childNodes);
            own.querySelectorAll("details").forEach((d, i) => (d.open = Boolean(open[i])));
          }
        }
        previous = own;
      }
      this.sources.set(section.id, source);
    }
    for (const [id, section] of before) {
      if (id !== "runs" && id !== "explore" && !fresh.querySelector("#" + CSS.escape(id))) section.remove();
    }
    this.arrange();
    this.place();
  }

  /** A chart of whatever somebody asks for. */
  buildExplore() {
    const names = Object.keys(this.store.data.metrics).filter((name) => !name.startsWith("clock/"));
    if (names.length === 0) {
      this.explore.replaceChildren(element("h2", {text: "Any metric"}), element("p", {text: "Nothing was measured yet."}));
      return;
    }
    const metric = names.includes(view.get("explore")) ? view.get("explore") : names.find((name) => name === "train/loss") || names[0];
    const figure = element("figure", {id: "figure-explore", class: "wide", "data-chart": JSON.stringify({way: "epoch", metric, parts: []})}, element("figcaption"));
    this.explore.replaceChildren(
      element("h2", {text: "Any metric"}),
      element("div", {class: "bar"}, choice("Metric", names.map((name) => [name, name]), metric, (value) => view.set("explore", value), {id: "explore-metric"})),
      element("div", {class: "figures"}, figure),
    );
    this.place();
  }

  followLink(event) {
    const link = event.target.closest?.('a[href^="#"]');
    if (!link) return;
    event.preventDefault();
    const id = link.getAttribute("href").slice(1);
    view.go(id);
    this.scrollTo(id);
  }

  scrollTo(id) {
    const section = document.getElementById(id);
    if (!section) return;
    section.scrollIntoView();
    const heading = section.querySelector("h1, h2");
    if (heading) {
      heading.tabIndex = -1;
      heading.focus({preventScroll: true});
    }
  }
}

async function openPage() {
  const main = document.getElementById("main");
  const data = JSON.parse(document.getElementById("data").textContent);
  try {
    const store = data.live ? await LiveStore.open(data.live) : await FrozenStore.open(data);
    const page = new Page(store, main);
    page.start();
  } catch (e) {
    main.prepend(element("p", {class: "note", role: "alert", text: "The charts cannot be shown: " + e.message}));
    throw e;
  }
}

openPage();
