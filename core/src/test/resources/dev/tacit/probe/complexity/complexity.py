"""Complexity measures of one small ReLU network with NumPy, in float64: the numbers of complexity.csv.

    python3 complexity.py > complexity.csv

Parameters and data come from a formula, so that a test can make the same ones. The measures are written
down from Jiang et al. (ICLR 2020) and Bartlett et al. (NeurIPS 2017), plainly and without logarithms.
"""

import itertools

import numpy as np

WIDTHS = [5, 7, 6, 3]
N = 40


def wave(count, a, b):
    return np.sin(a * np.arange(1, count + 1) + b)


def parameters(a, b):
    layers, start = [], 0
    total = sum(o * i + o for i, o in zip(WIDTHS, WIDTHS[1:]))
    flat = wave(total, a, b)
    for i, o in zip(WIDTHS, WIDTHS[1:]):
        layers.append((flat[start : start + o * i].reshape(o, i), flat[start + o * i : start + o * i + o]))
        start += o * i + o
    return layers


def outputs(layers, x):
    for k, (weight, bias) in enumerate(layers):
        x = x @ weight.T + bias
        if k + 1 < len(layers):
            x = np.maximum(x, 0)
    return x


def paths(layers):
    """Every path from an input or a bias to an output, one at a time."""
    total = 0.0
    for first in range(len(layers)):  # the layer at whose bias the path starts
        for units in itertools.product(*(range(w) for w in WIDTHS[first + 1 :])):
            product = layers[first][1][units[0]] ** 2
            for k in range(first + 1, len(layers)):
                product *= layers[k][0][units[k - first], units[k - first - 1]] ** 2
            total += product
    for units in itertools.product(*(range(w) for w in WIDTHS)):
        product = 1.0
        for k, (weight, _) in enumerate(layers):
            product *= weight[units[k + 1], units[k]] ** 2
        total += product
    return total


x = wave(N * WIDTHS[0], 0.7, 0.1).astype(np.float32).astype(np.float64).reshape(N, WIDTHS[0])
layers = parameters(1.3, 0.2)
start = parameters(2.1, 0.5)
f = outputs(layers, x)
labels = f.argmax(1)
labels[:2] = (labels[:2] + 1) % WIDTHS[-1]  # two examples are wrong
rows = np.arange(N)
others = f.copy()
others[rows, labels] = -np.inf
margins = f[rows, labels] - others.max(1)
gamma = np.quantile(margins, 0.1)

W = [w for w, _ in layers]
V = [w - w0 for (w, _), (w0, _) in zip(layers, start)]
d = len(W)
s = [np.linalg.norm(w, 2) for w in W]
F = [np.linalg.norm(w) for w in W]
D = [np.linalg.norm(v) for v in V]
S2 = np.prod(np.square(s))
F2 = np.prod(np.square(F))
X = np.linalg.norm(x)


def bartlett(matrices):
    terms = [np.linalg.norm(m, axis=1).sum() / si for m, si in zip(matrices, s)]
    return np.prod(s) * np.sum(np.power(terms, 2 / 3)) ** 1.5


def entropy_rank(matrix):
    p = np.linalg.svd(matrix, compute_uv=False)
    p = p / p.sum()
    p = p[p > 0]
    return np.exp(-np.sum(p * np.log(p)))


mu = {
    "parameter_norm": sum(np.square(F)),
    "distance_from_init": sum(np.square(D)),
    "spectral_distance_from_init": sum(np.linalg.norm(v, 2) ** 2 for v in V),
    "inverse_margin": 1 / gamma**2,
    "spectral_product": S2,
    "spectral_product_over_margin": S2 / gamma**2,
    "spectral_original": S2 * sum(f_**2 / s_**2 for f_, s_ in zip(F, s)) / gamma**2,
    "spectral_from_init": S2 * sum(d_**2 / s_**2 for d_, s_ in zip(D, s)) / gamma**2,
    "spectral_sum": d * S2 ** (1 / d),
    "spectral_sum_over_margin": d * (S2 / gamma**2) ** (1 / d),
    "frobenius_product": F2,
    "frobenius_product_over_margin": F2 / gamma**2,
    "frobenius_sum": d * F2 ** (1 / d),
    "path_norm": paths(layers),
    "path_norm_over_margin": paths(layers) / gamma**2,
    "spectrally_normalised_margin": (bartlett(W) * X / (gamma * N)) ** 2 * N,
    "spectrally_normalised_margin_from_init": (bartlett(V) * X / (gamma * N)) ** 2 * N,
}
out = {}
for name, value in mu.items():
    out["complexity/" + name] = np.sqrt(value / N)
    out["complexity/" + name + "/log"] = np.log(value)
out["margin/min"] = margins.min()
out["margin/mean"] = margins.mean()
for percent in (1, 5, 10, 25, 50, 75, 90, 99):
    out[f"margin/p{percent:02d}"] = np.quantile(margins, percent / 100)
for k, w in enumerate(W):
    out[f"norm/spectral/layer{k + 1}.weight"] = s[k]
    out[f"rank/stable/layer{k + 1}.weight"] = F[k] ** 2 / s[k] ** 2
    out[f"rank/effective/layer{k + 1}.weight"] = entropy_rank(w)
for k in range(1, d):
    a = np.maximum(outputs(layers[:k], x), 0)
    out[f"rank/features/layer{k}"] = entropy_rank(a)

print("# labels " + " ".join(str(y) for y in labels))
print("metric,value")
for name, value in out.items():
    print(f"{name},{value!r}" if not hasattr(value, "item") else f"{name},{value.item()!r}")
