// What is shown is in the address: #SECTION?key=value&…, so that a link shows what one saw.

function parsed() {
  const hash = location.hash.slice(1);
  const mark = hash.indexOf("?");
  const state = new Map(new URLSearchParams(mark < 0 ? "" : hash.slice(mark + 1)));
  return {section: decodeURIComponent(mark < 0 ? hash : hash.slice(0, mark)), state};
}

export const view = {
  ...parsed(),
  listeners: new Set(),

  /** A value, or what it is unless somebody said otherwise. */
  get(key, otherwise = "") {
    return this.state.has(key) ? this.state.get(key) : otherwise;
  },

  /** Sets a value; what is as it would be anyway does not stand in the address. */
  set(key, value, otherwise = "") {
    if (String(value) === String(otherwise)) this.state.delete(key);
    else this.state.set(key, String(value));
    this.write();
    this.tell(key);
  },

  /** Says that a key has another value. */
  tell(key) {
    for (const listener of this.listeners) listener(key);
  },

  /** Moves to a section without losing the rest. */
  go(section) {
    this.section = section;
    this.write();
  },

  write() {
    const text = new URLSearchParams([...this.state]).toString();
    const hash = "#" + encodeURIComponent(this.section) + (text ? "?" + text : "");
    if (hash !== location.hash) history.replaceState(null, "", hash === "#" ? location.pathname + location.search : hash);
  },

  /** Takes over an address that somebody typed or followed. */
  read() {
    const now = parsed();
    this.section = now.section;
    const keys = new Set([...this.state.keys(), ...now.state.keys()]);
    const changed = [...keys].filter((key) => this.state.get(key) !== now.state.get(key));
    this.state = now.state;
    changed.forEach((key) => this.tell(key));
  },
};

/** Whether the page is dark: as the address says, or as the system does. */
export function isDark() {
  const asked = view.get("theme");
  return asked ? asked === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

/** A colour that can be told from the page's background. */
export function legible(colour) {
  if (!isDark()) return colour;
  const parts = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16) / 255);
  const linear = parts.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  const light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  if (light > 0.16) return colour;
  const share = Math.min(0.65, 0.3 + (0.16 - light) * 2.2);
  const mixed = parts.map((c) => Math.round(255 * (c + share * (1 - c))));
  return "#" + mixed.map((c) => c.toString(16).padStart(2, "0")).join("");
}

/** A new element with attributes, listeners (functions) and children. */
export function element(kind, attributes = {}, ...children) {
  const node = document.createElement(kind);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") node.addEventListener(key, value);
    else if (key === "text") node.textContent = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** A new SVG element. */
export function drawn(kind, attributes = {}, text = "") {
  const node = document.createElementNS("http://www.w3.org/2000/svg", kind);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text) node.textContent = text;
  return node;
}

/** A select with its label. */
export function choice(label, options, value, onChange, attributes = {}) {
  const select = element("select", {change: () => onChange(select.value), ...attributes});
  for (const [key, words] of options) {
    select.append(element("option", {value: key, text: words, selected: key === value}));
  }
  return element("label", {class: "choice"}, element("span", {text: label}), select);
}

/** Gives somebody a file. */
export function download(name, blob) {
  const address = URL.createObjectURL(blob);
  element("a", {href: address, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
