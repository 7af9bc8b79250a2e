"""Student's t by scipy 1.17.1: quantiles, 95 % intervals of means, paired intervals.

    python3 intervals.py > intervals.csv

Rows: "quantile",df,t(0.975) | "mean",low,high,values... | "difference" or "ratio",low,high,firsts...,seconds...
"""
import numpy as np
from scipy import stats


def row(*cells):
    print(*(c if isinstance(c, str) else repr(float(c)) for c in cells), sep=",")


for df in [1, 2, 3, 4, 5, 9, 19, 29, 99]:
    row("quantile", df, stats.t.ppf(0.975, df))

for values in [[1.0, 2.0, 4.0], [24.6, 25.5, 25.3, 24.9, 25.1], [1e-9, 3e-9], [-0.2, 0.1, 0.4, -0.3]]:
    interval = stats.t.interval(0.95, len(values) - 1, loc=np.mean(values), scale=stats.sem(values))
    row("mean", *interval, *values)

for first, second in [
    ([24.6, 24.9, 24.4, 24.7, 24.5], [25.5, 25.3, 25.9, 25.2, 25.6]),
    ([0.31, 0.29, 0.33], [0.30, 0.31, 0.30]),
    ([3e-4, 5e-4, 2e-4, 4e-4], [5e-11, 2e-11, 9e-11, 4e-11]),
]:
    logs = stats.ttest_rel(np.log(first), np.log(second)).confidence_interval(0.95)
    row("ratio", np.exp(logs.low), np.exp(logs.high), *first, *second)

for first, second in [([0.0, 0.01, 0.0], [0.1, 0.2, 0.05]), ([-1.0, 2.0], [0.5, 0.5])]:
    interval = stats.ttest_rel(first, second).confidence_interval(0.95)
    row("difference", interval.low, interval.high, *first, *second)
