"""Means over crossed seed factors: standard error, degrees of freedom, interval, p.

The analysis of variance is done with projections in the space of all values, not with sums of
squares of marginal means as the program does it. Writes crossed.csv:
sizes (with x between them), then error, degrees, low, high, p, then the values, the last factor
running fastest.
"""

import itertools

import numpy as np
from scipy import stats


def centred(n):
    return np.eye(n) - np.ones((n, n)) / n


def mean_square(y, sizes, chosen):
    projection = np.ones((1, 1))
    degrees = 1
    for factor, n in enumerate(sizes):
        inside = factor in chosen
        projection = np.kron(projection, centred(n) if inside else np.ones((n, n)) / n)
        degrees *= n - 1 if inside else 1
    return float(y @ projection @ y) / degrees, degrees


def row(y, sizes):
    factors = range(len(sizes))
    sets = [s for k in range(1, len(sizes) + 1) for s in itertools.combinations(factors, k)]
    squares = {s: mean_square(y, sizes, s) for s in sets}
    coefficient = {s: 0 for s in sets}
    for s in sets:
        above = [t for t in sets if set(s) <= set(t)]
        component = sum((-1) ** (len(t) - len(s)) * squares[t][0] for t in above)
        if component > 0:
            for t in above:
                coefficient[t] += (-1) ** (len(t) - len(s))
    parts = {s: coefficient[s] * squares[s][0] for s in sets}
    total = sum(parts.values())
    degrees = min(len(y) - 1, total**2 / sum(parts[s] ** 2 / squares[s][1] for s in sets))
    error = np.sqrt(total / len(y))
    half = stats.t.ppf(0.975, degrees) * error
    p = 2 * stats.t.sf(abs(y.mean()) / error, degrees)
    return [error, degrees, y.mean() - half, y.mean() + half, p]


def main():
    random = np.random.default_rng(20261126)
    with open("crossed.csv", "w") as file:
        for sizes, scales in [
            ((5, 2), (1.0, 0.5)),
            ((5, 2), (0.1, 0.0)),
            ((4, 3), (0.0, 2.0)),
            ((10, 3), (0.3, 0.3)),
            ((3, 2, 4), (1.0, 0.2, 0.5)),
            ((2, 2, 3), (0.0, 0.0, 0.0)),
        ]:
            y = random.normal(0.4, 0.3, sizes)
            for axis, (n, scale) in enumerate(zip(sizes, scales)):
                shape = [1] * len(sizes)
                shape[axis] = n
                y = y + scale * random.normal(size=n).reshape(shape)
            y = y.reshape(-1)
            cells = ["x".join(map(str, sizes))]
            cells += [repr(float(v)) for v in row(y, sizes)] + [repr(float(v)) for v in y]
            file.write(",".join(cells) + "\n")


main()
