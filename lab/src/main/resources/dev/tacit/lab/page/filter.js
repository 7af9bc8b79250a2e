// Which runs are meant: expressions such as  optimizer in (sgd, adam) and lr <= 0.01.

const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(<=|>=|!=|==|=|<|>|~|\(|\)|,)|([^\s"'<>=!~(),]+)|(.))/gy;

function tokens(text) {
  const all = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (!found) break;
    const [whole, quoted, mark, word, wrong] = found;
    if (wrong && wrong.trim()) throw new Error("‘" + wrong + "’ has no meaning here");
    if (quoted) all.push({kind: "text", text: quoted.slice(1, -1).replace(/\\(.)/g, "$1"), at});
    else if (mark) all.push({kind: "mark", text: mark, at});
    else if (word) all.push({kind: "word", text: word, at});
    else if (!whole) break;
  }
  return all;
}

/**
 * Compiles an expression.
 *
 * field(name) gives a function from a run to its value, or throws with words for people. Returns a
 * function from a run to whether it is meant; throws where the expression is wrong.
 */
export function compileFilter(text, field) {
  const all = tokens(text);
  let at = 0;
  const peek = (word) => all[at] && all[at].kind !== "text" && all[at].text.toLowerCase() === word;
  const take = (word) => peek(word) && ++at > 0;
  const expected = (what) => {
    const found = all[at] ? "found ‘" + all[at].text + "’" : "the expression ends";
    throw new Error(what + " is expected, " + found);
  };
  const literal = () => {
    const token = all[at];
    if (!token || token.kind === "mark") expected("a value");
    at++;
    return token.text;
  };
  const comparison = () => {
    if (take("(")) {
      const inner = either();
      if (!take(")")) expected("‘)’");
      return inner;
    }
    if (take("not")) {
      const inner = comparison();
      return (run) => !inner(run);
    }
    const token = all[at];
    if (!token || token.kind === "mark") expected("the name of a setting or a metric");
    at++;
    const value = field(token.text);
    const negated = take("not");
    if (take("in")) {
      if (!take("(")) expected("‘(’");
      const members = [literal()];
      while (take(",")) members.push(literal());
      if (!take(")")) expected("‘)’ or ‘,’");
      return (run) => members.some((member) => same(value(run), member)) !== negated;
    }
    if (negated) expected("‘in’");
    for (const [mark, test] of COMPARISONS) {
      if (take(mark)) {
        const other = literal();
        return (run) => test(value(run), other);
      }
    }
    return expected("one of < <= = != >= > ~ in");
  };
  const both = () => {
    const parts = [comparison()];
    while (take("and")) parts.push(comparison());
    return parts.length === 1 ? parts[0] : (run) => parts.every((part) => part(run));
  };
  const either = () => {
    const parts = [both()];
    while (take("or")) parts.push(both());
    return parts.length === 1 ? parts[0] : (run) => parts.some((part) => part(run));
  };
  if (all.length === 0) return () => true;
  const whole = either();
  if (at < all.length) expected("‘and’ or ‘or’");
  return whole;
}

function numeric(value) {
  if (typeof value === "number") return value;
  return typeof value === "string" && value.trim() !== "" ? Number(value) : NaN;
}

function same(value, other) {
  if (value === undefined || value === null) return false;
  const a = numeric(value);
  const b = numeric(other);
  if (!Number.isNaN(a) && !Number.isNaN(b)) return a === b;
  return String(value).toLowerCase() === String(other).toLowerCase();
}

function ordered(test) {
  return (value, other) => {
    const a = numeric(value);
    const b = numeric(other);
    return !Number.isNaN(a) && !Number.isNaN(b) && test(a, b);
  };
}

const COMPARISONS = [
  ["<=", ordered((a, b) => a <= b)],
  [">=", ordered((a, b) => a >= b)],
  ["!=", (a, b) => a !== undefined && a !== null && !same(a, b)],
  ["==", same],
  ["=", same],
  ["<", ordered((a, b) => a < b)],
  [">", ordered((a, b) => a > b)],
  ["~", (a, b) => a !== undefined && a !== null && String(a).toLowerCase().includes(String(b).toLowerCase())],
];

/** How far two words are from each other: letters to change, add or leave out. */
function distance(a, b) {
  let row = Array.from({length: b.length + 1}, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}

/** Of some names the one that is meant: itself, or the only one that ends so; throws otherwise. */
export function resolveName(name, names) {
  if (names.includes(name)) return name;
  const ends = names.filter((n) => n.endsWith("." + name) || n.endsWith("/" + name));
  if (ends.length === 1) return ends[0];
  if (ends.length > 1) throw new Error("‘" + name + "’ may be " + ends.slice(0, 4).join(" or "));
  const near = [...names]
    .map((n) => [Math.min(distance(name, n), distance(name, n.split(/[./]/).pop())), n])
    .sort((a, b) => a[0] - b[0])
    .slice(0, 3)
    .map(([, n]) => n);
  throw new Error("there is no ‘" + name + "’; near it: " + near.join(", "));
}
