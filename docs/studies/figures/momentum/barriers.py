"""What is between solutions, pair by pair: barriers.csv, and ratios.csv from it.

    python3 barriers.py TACIT runs/momentum runs/momentum-barriers

Of momentum.yaml the runs with clean labels, of momentum-barriers.yaml all: wherever two runs of a pair have the
same labels.
Runs `TACIT landscape` for each pair that is compared: the height of the straight line's barrier in training and
test error and loss, and ‖w_a - w_b‖ from the checkpoints. ratios.csv has, for each point of the grid, a pair's
barrier and distance by those of SGD with two orders of the batches: geometric means over the five starts (of each
the mean over its pairs) with Student's 95 % interval of the logarithm. A barrier below
1.25e-4, which is one image, counts as that.
"""

import csv
import glob
import json
import math
import os
import statistics
import struct
import subprocess
import sys
import tempfile
from array import array
from collections import defaultdict

HERE = os.path.dirname(os.path.abspath(__file__))
STUDENT = {1: 12.706205, 2: 4.302653, 3: 3.182446, 4: 2.776445}
PAIRS = {  # what, and the optimizers and orders of the two
    "sgd two orders": [(("sgd", 0), ("sgd", 1))],
    "hb-90 two orders": [(("hb-90", 0), ("hb-90", 1))],
    "sgd and nudged": [(("sgd", 0), ("sgd-nudged", 0))],
    "sgd and hb-90": [(("sgd", 0), ("hb-90", 0)), (("sgd", 1), ("hb-90", 1))],
    "sgd and hb-98": [(("sgd", 0), ("hb-98", 0)), (("sgd", 1), ("hb-98", 1))],
    "sgd-small and hb-90": [(("sgd-small", 0), ("hb-90", 0))],
}
FLOOR = 1.25e-4
QUANTITIES = ["train/error", "train/loss", "test/error", "test/loss"]


def weights(run):
    with open(os.path.join(run, "checkpoint.safetensors"), "rb") as file:
        length = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(length))
        begin, end = header["w"]["data_offsets"]
        file.seek(8 + length + begin)
        return array("f", file.read(end - begin))


def measure(tacit, folders):
    runs = {}
    for path in [p for folder in folders for p in glob.glob(os.path.join(folder, "*", "manifest.json"))]:
        with open(path) as file:
            manifest = json.load(file)
        settings = manifest["settings"]
        train, noise = settings["train"], settings["data"].get("labelNoise") or {}
        if noise.get("rate", 0) and "noiseSeed" not in settings["data"]:
            continue  # the two orders of a start have other labels
        key = (train["batch"], noise.get("rate", 0) or "none", train["initSeed"])
        runs[key, manifest["optimizer"], train["orderSeed"]] = os.path.dirname(path)
    rows = []
    for point in sorted({key for key, _, _ in runs}, key=lambda p: (p[0], str(p[1]), p[2])):
        for what, pairs in PAIRS.items():
            for (a, i), (b, j) in pairs:
                if (point, a, i) not in runs or (point, b, j) not in runs:
                    continue  # sgd-small, which momentum-barriers has not
                first, second = runs[point, a, i], runs[point, b, j]
                with tempfile.TemporaryDirectory() as out:
                    command = [tacit, "landscape", first, second, "--curve-epochs=0", "--points=21", "--out", out]
                    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                    with open(os.path.join(out, "barriers.csv")) as file:
                        height = {row["quantity"]: row["barrier"] for row in csv.DictReader(file)}
                distance = math.dist(weights(first), weights(second))
                orders = f"{i} and {j}"
                rows.append([*point, what, orders, *("%.6g" % float(height[q]) for q in QUANTITIES), "%.6g" % distance])
    with open(os.path.join(HERE, "barriers.csv"), "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["batch", "rate", "init", "pair", "orders", *QUANTITIES, "distance"])
        out.writerows(rows)


def summarise():
    values = defaultdict(list)
    with open(os.path.join(HERE, "barriers.csv")) as file:
        for row in csv.DictReader(file):
            for quantity in ["train/error", "train/loss", "distance"]:
                values[row["batch"], row["rate"], quantity, row["pair"], row["init"]].append(float(row[quantity]))
    places = sorted({(int(b), r, q) for b, r, q, _, _ in values})
    with open(os.path.join(HERE, "ratios.csv"), "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow("batch,rate,quantity,pair,mean,ratio,low,high,n".split(","))
        for number, rate, quantity in places:
            batch = str(number)
            inits = sorted({i for b, r, q, _, i in values if (b, r, q) == (batch, rate, quantity)})
            for what in PAIRS:
                if (batch, rate, quantity, what, inits[0]) not in values:
                    continue
                logs, means = [], []
                for init in inits:
                    own = statistics.fmean(values[batch, rate, quantity, what, init])
                    control = statistics.fmean(values[batch, rate, quantity, "sgd two orders", init])
                    means.append(own)
                    logs.append(math.log(max(own, FLOOR) / max(control, FLOOR)))
                mean = statistics.fmean(logs)
                half = STUDENT[len(logs) - 1] * statistics.stdev(logs) / math.sqrt(len(logs))
                numbers = [statistics.fmean(means), *(math.exp(v) for v in (mean, mean - half, mean + half))]
                out.writerow([batch, rate, quantity, what, *("%.5g" % v for v in numbers), len(logs)])


if len(sys.argv) > 1:
    measure(sys.argv[1], sys.argv[2:])
summarise()
