"""Runs the queries of query.md and other-tools.md, as they stand there, on an experiment's directory.

    python3 query.py DIR

Prints the last test loss of each optimizer and seed, once by every tool that is installed, and says
which are not. Both tools must agree on both tables; the pages are read for what they say. Then what
other-tools.md asks for, of the test loss; pandas needs DIR/export/csv, which tacit export writes.
"""

import contextlib
import io
import re
import sys
from pathlib import Path


OTHER = ("test/error", "test/loss")  # which the guide's first experiment measures


def blocks(language, name="query.md"):
    page = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.M | re.S)


def by_duckdb(place):
    import duckdb

    last, course = (duckdb.sql(text.replace("runs/first", place)).fetchall() for text in blocks("sql"))
    return last, course


def by_pandas(place):
    names = {}
    exec("".join(blocks("python")).replace("runs/first", place), names)
    last = [(*key, value) for key, value in names["last"].items()]
    course = [(*key, *row) for key, row in zip(names["course"].index, names["course"].values)]
    return last, course


def others_by_duckdb(place):
    import duckdb

    (text,) = blocks("sql", "other-tools.md")
    text = text.replace("runs/gap", place).replace(*OTHER)
    for run, value in duckdb.sql(text).fetchall():
        print(f"other tools, duckdb: {run}: {value!r}")


def others_by_pandas(place):
    import pandas

    (text,) = (block for block in blocks("python", "other-tools.md") if "pandas" in block)
    text = text.replace("measurements.csv", place + "/export/csv/measurements.csv").replace(*OTHER)
    said = io.StringIO()
    with contextlib.redirect_stdout(said), pandas.option_context("display.precision", 12):
        exec(text, {})
    for line in said.getvalue().splitlines():
        print("other tools, pandas:", line)


def close(a, b):
    return a == b or abs(a - b) <= 1e-12 * abs(a)  # sums in another order


def same(left, right):
    return len(left) == len(right) and all(
        a == b if isinstance(a, str) else close(a, b)
        for row, other in zip(left, right)
        for a, b in zip(row, other, strict=True)
    )


def main(place):
    found = {}
    for name, query in (("duckdb", by_duckdb), ("pandas", by_pandas)):
        try:
            found[name] = query(place)
        except ImportError as e:
            print(f"skipped: {name} ({e})")
    for name, (last, course) in found.items():
        for optimizer, seed, value in last:
            print(f"{name}: {optimizer}, seed {seed}: {value!r}")
        print(f"{name}: {len(course)} means")
    if len(found) == 2:
        for left, right in zip(found["duckdb"], found["pandas"]):
            if not same(left, right):
                sys.exit(f"the tools disagree: {left} and {right}")
        print("the tools agree")
    for query in (others_by_duckdb, others_by_pandas):
        try:
            query(place)
        except ImportError:
            pass  # said above


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]).as_posix())
