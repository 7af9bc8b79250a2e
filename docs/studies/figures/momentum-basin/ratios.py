"""ratios.csv from barriers.csv: barriers in training error by those between two orders of one rule.

Per seed: the mean over the pairs named, by the mean over the controls named; over seeds the geometric
mean and Student's 95 % interval of its logarithm (4 degrees of freedom, without seed 4: 3).
"""

import csv
import math
import os
import statistics

HERE = os.path.dirname(os.path.abspath(__file__))
STUDENT = {4: 2.776445105, 3: 3.182446305}
PAIRS = {
    "same order": [("sgd order 1", "momentum order 1"), ("sgd order 2", "momentum order 2")],
    "same order 1": [("sgd order 1", "momentum order 1")],
    "same order 2": [("sgd order 2", "momentum order 2")],
    "two orders": [("sgd order 1", "momentum order 2"), ("sgd order 2", "momentum order 1")],
}
CONTROLS = {
    "both": [("sgd order 1", "sgd order 2"), ("momentum order 1", "momentum order 2")],
    "sgd": [("sgd order 1", "sgd order 2")],
    "heavy ball": [("momentum order 1", "momentum order 2")],
}

barrier = {}
with open(os.path.join(HERE, "barriers.csv")) as file:
    for row in csv.DictReader(file):
        if row["quantity"] == "train/error":
            barrier[int(row["seed"]), row["from"], row["to"]] = float(row["barrier"])

with open(os.path.join(HERE, "ratios.csv"), "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow("pairs,control,seeds,ratio,low,high".split(","))
    for seeds in ([0, 1, 2, 3, 4], [0, 1, 2, 3]):
        for pairs in PAIRS:
            for control in CONTROLS:
                logs = [
                    math.log(
                        statistics.mean(barrier[(seed, *pair)] for pair in PAIRS[pairs])
                        / statistics.mean(barrier[(seed, *pair)] for pair in CONTROLS[control])
                    )
                    for seed in seeds
                ]
                mean = statistics.mean(logs)
                half = STUDENT[len(seeds) - 1] * statistics.stdev(logs) / math.sqrt(len(seeds))
                values = [math.exp(v) for v in (mean, mean - half, mean + half)]
                out.writerow([pairs, control, len(seeds)] + ["%.6f" % v for v in values])
