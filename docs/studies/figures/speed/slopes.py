"""How test error where a run first reaches a training loss goes with how long it took: slopes.csv.

    tacit export runs/speed --to csv
    python3 slopes.py runs/speed/export/csv/measurements.csv > slopes.csv

Within a rule: for each seed the least-squares slope of test error against log10 of the epochs to the level over the
rule's rates that come there (two at least). Between rules: for each seed the slope over the rules, each at its middle
rate. Means over seeds with Student's 95 % interval; change of test error for ten times the epochs.
"""

import csv
import math
import os
import statistics
import sys
from collections import defaultdict

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import stages  # noqa: E402  whose places and values these are

RULES = ["sgd", "heavy-ball", "rmsprop", "adam"]
LEVELS = [1.0, 0.3, 0.03]


def slope(points):
    if len(points) < 2:
        return math.nan
    x, y = zip(*points)
    mx, my = statistics.fmean(x), statistics.fmean(y)
    return sum((a - mx) * (b - my) for a, b in points) / sum((a - mx) ** 2 for a in x)


runs = defaultdict(lambda: defaultdict(list))
keys = {}
with open(sys.argv[1]) as rows:
    for row in csv.DictReader(rows):
        if row["metric"] in ("train/loss", "test/error") and row["value"]:
            runs[row["run"]][row["metric"]].append((float(row["step"]), float(row["value"])))
            keys[row["run"]] = (row["optimizer"], row["data.labelNoise.rate"] or "none", row["seed"])
points = {}
for name, run in runs.items():
    for level in LEVELS:
        place = stages.crossing(run["train/loss"], level)
        error = stages.at(run["test/error"], place)
        if math.isfinite(error):
            points[keys[name], level] = (math.log10(place), error)
seeds = sorted({seed for _, _, seed in keys.values()}, key=int)
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow("rate,level,among,slope,low,high,n".split(","))
for rate in sorted({rate for _, rate, _ in keys.values()}):
    for level in LEVELS:
        groups = {rule: [rule + "-slow", rule, rule + "-fast"] for rule in RULES}
        groups["rules"] = RULES
        for among, labels in groups.items():
            own = []
            for seed in seeds:
                there = [points[(label, rate, seed), level] for label in labels if ((label, rate, seed), level) in points]
                own.append(slope(there))
            own = [v for v in own if math.isfinite(v)]
            if len(own) > 1:
                mean = statistics.fmean(own)
                half = stages.STUDENT[len(own)] * statistics.stdev(own) / math.sqrt(len(own))
                out.writerow([rate, level, among, *("%.5g" % v for v in (mean, mean - half, mean + half)), len(own)])
