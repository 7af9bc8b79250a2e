"""Muon, and switches from Adam to SGD, written out from their definitions in NumPy's float64.

    /usr/bin/python3 rules.py > rules.csv

muon: w has the slices a.weight [4, 3], a.bias [4], b.weight [2, 2, 1, 2] (kernels), b.bias [2]; the
gradient of step t at w is w/2 + cos(1.3 j + 0.9 t) in coordinate j, both from 0. K. Jordan et al., 2024.
switches: five parameters, the function of trajectories.py. SWATS: Keskar and Socher, arXiv:1712.07628.
Rows: name, step, w. Rows named ...-learned: the step after which the switch came, and Lambda.
"""
import numpy as np

SLICES = {"a.weight": (4, 3), "a.bias": (4,), "b.weight": (2, 2, 1, 2), "b.bias": (2,)}
P = sum(int(np.prod(s)) for s in SLICES.values())


def newton_schulz(m):
    x = m / (np.linalg.norm(m) + 1e-7)
    high = m.shape[0] > m.shape[1]
    x = x.T if high else x
    for _ in range(5):
        a = x @ x.T
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
    return x.T if high else x


def polar(m):
    u, _, v = np.linalg.svd(m, full_matrices=False)
    return u @ v


def muon(name, lr, mu, nesterov, orthogonal, decay, adam_slices, steps=30):
    w = np.sin(np.arange(P, dtype=float))
    m, v = np.zeros(P), np.zeros(P)
    for t in range(1, steps + 1):
        g = w / 2 + np.cos(1.3 * np.arange(P) + 0.9 * (t - 1))
        at = 0
        for key, shape in SLICES.items():
            part = slice(at, at + int(np.prod(shape)))
            at = part.stop
            if len(shape) > 1 and key not in adam_slices:
                grad = g[part].reshape(shape[0], -1)
                m[part] = mu * m[part] + g[part]
                momentum = m[part].reshape(shape[0], -1)
                o = orthogonal(grad + mu * momentum if nesterov else momentum)
                w[part] *= 1 - lr * decay
                w[part] -= lr * max(1, o.shape[0] / o.shape[1]) ** 0.5 * o.ravel()
            else:  # AdamW at 0.015 of the rate
                m[part] = 0.9 * m[part] + 0.1 * g[part]
                v[part] = 0.95 * v[part] + 0.05 * g[part] ** 2
                mean, square = m[part] / (1 - 0.9**t), v[part] / (1 - 0.95**t)
                w[part] *= 1 - 0.015 * lr * decay
                w[part] -= 0.015 * lr * mean / (np.sqrt(square) + 1e-10)
        print(name, t, *map(repr, map(float, w)), sep=",")


A = np.array([1.0, 0.5, 2.0, 0.1, 3.0])
B = np.array([0.3, -1.0, 2.0, 0.0, -0.5])
START = np.array([1.0, -2.0, 0.5, 3.0, -1.5])


def gradient(w):
    g = A * (w - B) - np.sin(w)
    g[1:] += w[:-1] / 4
    g[:-1] += w[1:] / 4
    return g


def switch(name, after=None, tolerance=None, relative=False, minimum=2, sgd="sgd", steps=60):
    """Adam at 0.02 with (0.9, 0.99, 1e-8), then SGD: at 0.1 after some steps, or as SWATS says."""
    w, m, a, lam, rate = START.copy(), np.zeros(5), np.zeros(5), 0.0, None
    velocity = np.zeros(5)
    for k in range(1, steps + 1):
        g = gradient(w)
        if rate is None:
            m, a = 0.9 * m + 0.1 * g, 0.99 * a + 0.01 * g * g
            p = -0.02 * m / (1 - 0.9**k) / (np.sqrt(a / (1 - 0.99**k)) + 1e-8)
            w = w + p
            if after == k:
                rate = 0.1
            if tolerance is not None and p @ g != 0:
                gamma = p @ p / -(p @ g)
                lam = 0.99 * lam + 0.01 * gamma
                learned = lam / (1 - 0.99**k)
                bound = tolerance * (abs(learned) if relative else 1)
                if k >= minimum and abs(learned - gamma) < bound and learned > 0:
                    rate = learned
                    print(name + "-learned", k, repr(float(learned)), sep=",")
        elif sgd == "sgd":
            w = w - rate * g
        else:  # momentum 0.9, as published: (1 - beta1) Lambda v
            velocity = 0.9 * velocity + g
            w = w - (1 - 0.9) * rate * velocity
        print(name, k, *map(repr, map(float, w)), sep=",")


muon("muon", 0.05, 0.95, True, newton_schulz, 0, ())
muon("muon-polar", 0.05, 0.9, False, polar, 0.1, ())
muon("muon-last-adam", 0.05, 0.95, True, newton_schulz, 0.1, ("b.weight",))
switch("switch", after=10)
switch("swats", tolerance=1e-3, minimum=10)
switch("swats-relative", tolerance=0.01, relative=True, minimum=20, sgd="momentum")
