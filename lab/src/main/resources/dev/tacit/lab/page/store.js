// A study's runs and curves: from inside the page, or from a server while they grow.
import { resolveName, compileFilter } from "./filter.js";
import { view } from "./view.js";

const FASTEST = 1000; // milliseconds from one time that news are fetched and drawn to the next
const SLOWEST = 10_000;
const REST = 30; // of which drawing takes one part, where there is much to draw

/** The bytes of a text that a page holds. */
async function inflated(text) {
  const packed = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Numbers from their bytes, which lie plane by plane. */
function numbersOf(planes, count) {
  const bytes = new Uint8Array(8 * count);
  for (let b = 0; b < 8; b++) {
    for (let i = 0, at = b * count; i < count; i++) bytes[8 * i + b] = planes[at + i];
  }
  return new Float64Array(bytes.buffer);
}

export class Store {
  constructor(data) {
    this.curves = new Map(); // run -> metric -> {x, y, e}
    this.loaded = new Set(); // metrics whose curves are here
    this.outside = new Set(); // metrics that a file has no room for
    this.listeners = new Set();
    this.age = 0; // rises whenever runs or curves are others
    this.spent = 0; // milliseconds that went into drawing since the last news
    this.shown = () => this.loaded; // the metrics whose curves are looked at
    this.take(data);
  }

  take(data) {
    this.age++;
    this.data = data;
    this.runs = new Map(data.runs.map((run) => [run.id, run]));
    this.colours = new Map(data.optimizers.map((optimizer) => [optimizer.label, optimizer]));
    this.names = null;
  }

  /** Takes packed curves over. */
  put(head, numbers) {
    this.age++;
    const places = head.places.map(([from, count]) => numbers.subarray(from, from + count));
    for (const [run, metric, place, values, errors] of head.curves) {
      const x = places[place];
      if (!this.curves.has(run)) this.curves.set(run, new Map());
      this.curves.get(run).set(metric, {
        x,
        y: numbers.subarray(values, values + x.length),
        e: errors < 0 ? null : numbers.subarray(errors, errors + x.length),
      });
    }
  }

  curve(run, metric) {
    const own = this.curves.get(run);
    return (own && own.get(metric)) || null;
  }

  /** What a metric is; of one that nobody describes its name. */
  metric(name) {
    return this.data.metrics[name] || {title: name, quantity: name, how: "", share: false, part: "", low: false};
  }

  optimizer(label) {
    return this.colours.get(label) || {label, name: label, colour: "#666666", dash: []};
  }

  /** Every name that a filter may use. */
  fields() {
    if (!this.names) {
      const settings = new Set(Object.keys(this.data.common));
      for (const run of this.data.runs) {
        for (const path of Object.keys(run.settings)) settings.add(path);
        for (const path of Object.keys(run.variant)) settings.add(path);
      }
      this.names = [...OWN_FIELDS, ...settings, ...Object.keys(this.data.metrics)];
    }
    return this.names;
  }

  /** What a name stands for, as a function of a run. */
  field(name) {
    const alias = name === "lr" && !this.fields().includes("lr") ? "optimizer.lr" : name;
    const known = this.fields().includes(alias) ? alias : resolveName(name, this.fields());
    if (OWN_FIELDS.includes(known)) {
      return known === "rule" ? (run) => this.optimizer(run.optimizer).rule : (run) => run[known];
    }
    if (known in this.data.metrics) return (run) => run.last[known];
    return (run) => {
      if (known in run.settings) return run.settings[known];
      if (known in run.variant) return run.variant[known];
      return this.data.common[known];
    };
  }

  /** The runs that the page's filter and selection leave. */
  chosen() {
    const text = view.get("filter");
    const asked = this.age + " " + text + " " + view.get("only");
    if (asked === this.chosenFor) return this.chosenRuns;
    let runs = this.data.runs;
    this.fault = "";
    if (text) {
      try {
        runs = runs.filter(compileFilter(text, (name) => this.field(name)));
      } catch (e) {
        this.fault = e.message;
      }
    }
    const only = view.get("only");
    if (only) {
      const ids = new Set(only.split(" "));
      runs = runs.filter((run) => ids.has(run.id));
    }
    this.chosenFor = asked;
    this.chosenRuns = runs;
    return runs;
  }

  tell(what) {
    for (const listener of this.listeners) listener(what);
  }
}

const OWN_FIELDS = ["optimizer", "rule", "seed", "state", "epoch", "name", "seconds"];

/** A study that the page has inside. */
export class FrozenStore extends Store {
  static async open({study, curves, numbers}) {
    const json = async (text) => JSON.parse(new TextDecoder().decode(await inflated(text)));
    const store = new FrozenStore(await json(study));
    const head = await json(curves);
    store.outside = new Set(head.outside);
    store.put(head, numbersOf(await inflated(numbers), head.count));
    return store;
  }

  get live() {
    return false;
  }

  async need() {}

  /** What is known of a run beside what the table shows; null where there was no room for it. */
  async details(run) {
    return this.data.details?.[run.id] ?? null;
  }
}

/** A study that a server gives out while its runs train. */
export class LiveStore extends Store {
  static async open(base) {
    const answer = await fetch(base + "data");
    if (!answer.ok) throw new Error(await answer.text());
    const store = new LiveStore(await answer.json());
    store.base = base;
    store.wanted = new Map();
    return store;
  }

  get live() {
    return true;
  }

  /** Waits until the curves of some metrics are here. */
  async need(metrics) {
    const missing = metrics.filter((metric) => !this.loaded.has(metric) && metric in this.data.metrics);
    await Promise.all(
      missing.map((metric) => {
        if (!this.wanted.has(metric)) {
          this.wanted.set(
            metric,
            this.fetchCurves([metric], [])
              .then(() => this.loaded.add(metric))
              .finally(() => this.wanted.delete(metric)),
          );
        }
        return this.wanted.get(metric);
      }),
    );
  }

  async fetchCurves(metrics, runs, replaced = []) {
    const query = new URLSearchParams([
      ...metrics.map((metric) => ["metric", metric]),
      ...runs.map((run) => ["run", run]),
    ]);
    const answer = await fetch(this.base + "curves?" + query);
    if (!answer.ok) throw new Error(await answer.text());
    const bytes = await answer.arrayBuffer();
    const length = new DataView(bytes).getInt32(0, true);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
    replaced.forEach((id) => this.curves.delete(id)); // what a run no longer has is not kept
    this.put(head, new Float64Array(bytes, 4 + length));
  }

  async details(run) {
    try {
      const answer = await fetch(this.base + "run?" + new URLSearchParams([["run", run.id]]));
      return answer.ok ? await answer.json() : null;
    } catch {
      this.tell("disconnected"); // the server is gone
      return null;
    }
  }

  /**
   * Follows the server's changes while somebody looks at the page: at once what comes after a
   * while, else no sooner than a second after the time before, and than drawing takes a small part
   * of the time, since a training may need this machine. A page that is hidden asks for nothing.
   */
  follow() {
    let events = null;
    let busy = false;
    let again = false;
    let begun = -Infinity;
    const rested = () => {
      const pause = Math.min(SLOWEST, Math.max(FASTEST, REST * this.spent));
      return new Promise((resolve) => setTimeout(resolve, begun + pause - performance.now()));
    };
    const update = async () => {
      again = true;
      if (busy) return;
      busy = true;
      try {
        while (again && !document.hidden) {
          await rested();
          again = false;
          begun = performance.now();
          this.spent = 0;
          await this.update();
        }
        this.tell("connected");
      } catch {
        this.tell("disconnected");
      } finally {
        busy = false;
      }
    };
    const listen = () => {
      if (events) events.close();
      events = document.hidden ? null : new EventSource(this.base + "events");
      if (!events) return;
      events.addEventListener("version", (event) => {
        if (Number(event.data) !== this.data.version) update();
        else this.tell("connected");
      });
      events.addEventListener("error", () => this.tell("disconnected"));
    };
    listen();
    document.addEventListener("visibilitychange", listen); // the first event brings what was missed
    addEventListener("pagehide", () => events?.close());
  }

  async update() {
    const answer = await fetch(this.base + "data?since=" + this.data.version);
    if (!answer.ok) throw new Error(answer.statusText);
    const news = await answer.json();
    const part = "since" in news;
    const changed = part
      ? news.runs
      : news.runs.filter((run) => {
          const known = this.runs.get(run.id);
          return !known || known.version !== run.version;
        });
    const ends = changed.some((run) => (this.runs.get(run.id) || {}).state !== run.state);
    if (part) {
      const at = new Map(this.data.runs.map((run, i) => [run.id, i]));
      for (const run of news.runs) {
        this.data.runs[at.get(run.id)] = run;
        this.runs.set(run.id, run);
      }
      this.data.version = news.version;
      this.age++;
    } else {
      for (const id of this.runs.keys()) {
        if (!news.runs.some((run) => run.id === id)) this.curves.delete(id);
      }
      this.take(news);
    }
    const ids = changed.map((run) => run.id);
    const shown = this.shown();
    for (const metric of this.loaded) if (!shown.has(metric)) this.loaded.delete(metric); // whoever shows it asks again
    if (ids.length > 0 && this.loaded.size > 0) {
      await this.fetchCurves([...this.loaded], ids.length > 50 ? [] : ids, ids);
    }
    this.tell(part ? (ends ? "ends" : "runs") : "structure");
  }
}
