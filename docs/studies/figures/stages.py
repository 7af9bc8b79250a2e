"""Values of a study's runs at stages of training, as a table: stages.csv.

    tacit export runs/NAME --to csv
    python3 stages.py runs/NAME/export/csv/measurements.csv SETTING,SETTING STAGE METRIC,METRIC ... > NAME/stages.csv

SETTING is a column of measurements.csv (optimizer, optimizer.lr, train.batch). A STAGE is end, largest (of the
metric over the run), "best METRIC" or "METRIC=LEVEL", where METRIC first is at LEVEL; STAGE and its metrics
may be repeated. Computed apart from the program's own stages (docs/statistics.md), by the same rules: linear in
the step between two measurements, levels evenly in the logarithm. Over seeds the mean and Student's 95 %
interval; n are the runs that come to the stage, of the runs that there are. A run of which the metric was
not measured is none. A setting that a run does not have is "none", a list (model.widths) its numbers with "-" between. The metrics "epoch" and
"step" are where the stage is, and "epoch=N" a stage.
"""

import csv
import math
import statistics
import sys
from collections import defaultdict

STUDENT = {2: 12.706205, 3: 4.302653, 4: 3.182446, 5: 2.776445, 6: 2.570582, 7: 2.446912, 8: 2.364624, 9: 2.306004,
           10: 2.262157}


def at(curve, place):
    """The value on a straight line between the measurements around a place."""
    for (a, x), (b, y) in zip(curve, curve[1:]):
        if a <= place <= b:
            return y if place == b else x + (y - x) * (place - a) / (b - a)
    return math.nan


def crossing(curve, level):
    """Where a curve first is at a level."""
    for (a, x), (b, y) in zip(curve, curve[1:]):
        if x != y and min(x, y) <= level <= max(x, y):
            if x > 0 and y > 0:
                return a + (b - a) * math.log(level / x) / math.log(y / x)
            return a + (b - a) * (level - x) / (y - x)
    return math.nan


def value(run, stage, metric):
    curve = run.get(metric, [])
    if stage == "largest":
        return max(y for _, y in curve) if curve else math.nan
    if stage == "end":
        return curve[-1][1] if curve else math.nan
    if stage.startswith("best "):
        if not run.get(stage[5:]):
            return math.nan
        place = min(run[stage[5:]], key=lambda point: (point[1], point[0]))[0]
    else:
        name, level = stage.rsplit("=", 1)
        place = crossing(run[name], float(level))
    return at(curve, place)


def number(text):
    """Sorts numbers before words."""
    try:
        return 0, float(text), ""
    except ValueError:
        return 1, 0, text


def main(file, settings, *asked):
    settings = settings.split(",")
    runs = defaultdict(lambda: defaultdict(list))
    groups = {}
    with open(file) as rows:
        for row in csv.DictReader(rows):
            if row["stage"] != "tuning" and row["value"]:
                runs[row["run"]][row["metric"]].append((float(row["step"]), float(row["value"])))
                if row["metric"] == "train/loss":  # within an epoch a row has that epoch's number, as its end has
                    step = float(row["step"])
                    runs[row["run"]]["epoch"] = [(0.0, 0.0), (step, float(row["epoch"]))]
                    runs[row["run"]]["step"] = [(0.0, 0.0), (step, step)]
                groups[row["run"]] = tuple(row[setting].strip("[]").replace(", ", "-").replace(",", "-") or "none" for setting in settings)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow([s.split(".")[-1] for s in settings] + ["stage", "metric", "mean", "low", "high", "n", "runs"])
    for stage, metrics in zip(asked[::2], asked[1::2]):
        for metric in metrics.split(","):
            values = defaultdict(list)
            for name, run in runs.items():
                if run.get(metric):
                    values[groups[name]].append(value(run, stage, metric))
            for group in sorted(values, key=lambda g: [number(v) for v in g]):
                there = [v for v in values[group] if math.isfinite(v)]
                if there:
                    mean = statistics.fmean(there)
                    half = STUDENT[len(there)] * statistics.stdev(there) / math.sqrt(len(there)) if len(there) > 1 else math.nan
                    bounds = [f"{v:.7g}" if math.isfinite(v) else "" for v in (mean, mean - half, mean + half)]
                    out.writerow([*group, stage, metric, *bounds, len(there), len(values[group])])


if __name__ == "__main__":
    main(*sys.argv[1:])
