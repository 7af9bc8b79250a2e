"""The table that `tacit reproduce` shows: experiments/tuned.csv, from stages.csv beside this file.

    python3 tuned.py > ../../../../experiments/tuned.csv
"""

import csv
import pathlib

RULES = {"sgd": "SGD", "heavy-ball": "heavy ball", "rmsprop": "RMSProp", "adam": "Adam", "adamw": "AdamW"}
RATES = {  # as the tuning chose them, in experiment.json of the study
    "sgd": ("0.1", "0.1"),
    "heavy-ball": ("0.03", "0.003"),
    "rmsprop": ("0.003", "0.0003"),
    "adam": ("0.001", "0.001"),
    "adamw": ("0.001", "0.001"),
}
WORDS = """\
# Each rule at the rate that validation chooses (precomputed)
# Not made by this command: the result of ‘tacit run adaptive-gap’, which takes 0.8 hours of two cores.
# The same network and batches, ten seeds, 8,000 of the images, 2,000 others choosing the rate and the epoch.
# Test errors ± half of Student’s 95 % interval. Best: where the validation error is lowest. Memorised: where the training loss is 0.03.
# With 30 % noise the four pairs that were tested are level at their best (equivalent within a point, SGD and Adam \
among them); having memorised, SGD is 4.0 points below Adam (supported), and within a point of it where rates fall along a cosine (equivalent). See docs/studies/adaptive-gap.md."""


def main():
    table = {}
    with open(pathlib.Path(__file__).with_name("stages.csv")) as rows:
        for row in csv.DictReader(rows):
            table[row["optimizer"], row["rate"], row["stage"], row["metric"]] = row

    def shown(rule, rate, stage, metric="test/error"):
        row = table[rule, rate, stage, metric]
        half = (float(row["high"]) - float(row["low"])) / 2
        return f"{100 * float(row['mean']):.1f} ± {100 * half:.1f} %"

    best, memorised = "best validation/error", "train/loss=0.03"
    print(WORDS)
    print("rule,η (clean),best (clean),η (30 % noise),best (30 % noise),memorised (30 % noise)")
    for rule, name in RULES.items():
        clean, noisy = RATES[rule]
        print(
            f"{name},{clean},{shown(rule, 'none', best)},{noisy},{shown(rule, '0.3', best)},"
            f"{shown(rule, '0.3', memorised)}"
        )


main()
