"""Paired comparisons by scipy 1.10.1 and statsmodels 0.13.5 (Debian 12).

    /usr/bin/python3 comparisons.py > comparisons.csv

Rows: n,p of the sign flips,p of the same in rational arithmetic (n <= 14, else empty),p of Student's
paired test,d_z with Hedges' correction (n > 2, else empty),margin,p of the two one-sided tests,low
and high of the 90 % interval,firsts...,seconds...
The data are decimal numbers of few digits, with ties as test errors have them.
"""
from fractions import Fraction
from itertools import product

import numpy as np
from scipy import special, stats
from statsmodels.stats.weightstats import DescrStatsW, ttost_paired


def mean(x, axis):
    return np.mean(x, axis=axis)


def rational(differences):
    found = abs(sum(differences))
    signs = product((1, -1), repeat=len(differences))
    beyond = sum(abs(sum(s * d for s, d in zip(sign, differences))) >= found for sign in signs)
    return Fraction(beyond, 2 ** len(differences))


random = np.random.default_rng(13)
for n in [2, 3, 5, 8, 10, 10, 12, 14, 17, 20]:
    for shift, scale, digits in [(0.004, 0.004, 3), (0.0005, 0.01, 4), (-0.02, 0.01, 2), (0, 3e-3, 4)]:
        first = np.round(0.1 + scale * random.standard_normal(n), digits)
        second = np.round(0.1 + shift + scale * random.standard_normal(n), digits)
        d = first - second
        if np.ptp(d) < 1e-12:
            continue
        exact = [Fraction(str(a)) - Fraction(str(b)) for a, b in zip(first, second)]
        flips = stats.permutation_test(
            (d,), mean, permutation_type="samples", vectorized=True, n_resamples=np.inf, batch=2**16
        ).pvalue
        by_hand = float(rational(exact)) if n <= 14 else ""
        t = stats.ttest_rel(first, second).pvalue
        m = n - 1
        j = np.exp(special.gammaln(m / 2) - special.gammaln((m - 1) / 2)) / np.sqrt(m / 2) if m > 1 else np.nan
        size = j * np.mean(d) / np.std(d, ddof=1)
        margin = 0.01
        equal = ttost_paired(first, second, -margin, margin)[0]
        low, high = DescrStatsW(d).tconfint_mean(alpha=0.1)
        cells = [flips, by_hand, t, size, margin, equal, low, high, *first, *second]
        print(n, *("" if c == "" or np.isnan(c) else repr(float(c)) for c in cells), sep=",")
