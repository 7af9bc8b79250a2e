"""Edge of stability without Tacit: a 2-20-1 tanh network, 25 points, half the mean squared error, full batch.

Gradient and Hessian by hand, optimizers as in their papers, sixteen data sets and starts. Prints for each run the mean
(smallest, largest) of eta * lambda_max(P^-1 H) over its second half and the last loss. NumPy only, about 40 s:

    OPENBLAS_NUM_THREADS=1 python3 edge_of_stability.py > edge_of_stability.txt
"""
import numpy as np

POINTS, HIDDEN = 25, 20


def problem(seed, kind, scale):
    r = np.random.default_rng(seed)
    x = r.standard_normal((POINTS, 2))
    y = {
        "noise": lambda: r.standard_normal(POINTS),
        "sine": lambda: np.sin(2 * x[:, 0]) + 0.5 * x[:, 1] ** 2 - 0.5,
        "wave": lambda: np.sin(3 * x[:, 0]) * np.cos(2 * x[:, 1]),
        "mixed": lambda: np.sin(2 * x[:, 0]) * x[:, 1] + 0.3 * r.standard_normal(POINTS),
    }[kind]()
    w = r.standard_normal((HIDDEN, 2)) * scale / np.sqrt(2)
    a = r.standard_normal(HIDDEN) * scale / np.sqrt(HIDDEN)
    return x, y, np.concatenate([w.ravel(), np.zeros(HIDDEN), a, [0.0]])


def outputs(p, x):
    w, b, a, c = p[:40].reshape(HIDDEN, 2), p[40:60], p[60:80], p[80]
    t = np.tanh(x @ w.T + b)
    d = 1 - t * t
    jacobian = np.concatenate([((d * a)[:, :, None] * x[:, None, :]).reshape(POINTS, -1), d * a, t, np.ones((POINTS, 1))], 1)
    return t @ a + c, jacobian, t, d, a


def gradient(p, x, y):
    f, jacobian, _, _, _ = outputs(p, x)
    return jacobian.T @ (f - y) / POINTS, 0.5 * np.mean((f - y) ** 2)


def hessian(p, x, y):
    f, jacobian, t, d, a = outputs(p, x)
    r = (f - y) / POINTS
    h = jacobian.T @ jacobian / POINTS
    x1 = np.concatenate([x, np.ones((POINTS, 1))], 1)
    for k in range(HIDDEN):
        own = [2 * k, 2 * k + 1, 40 + k]
        h[np.ix_(own, own)] += (x1 * (r * a[k] * -2 * t[:, k] * d[:, k])[:, None]).T @ x1
        cross = (x1 * (r * d[:, k])[:, None]).sum(0)
        h[own, 60 + k] += cross
        h[60 + k, own] += cross
    return h


def sharpness(h, p):
    s = 1 / np.sqrt(p)
    return np.linalg.eigvalsh(h * s[:, None] * s[None, :])[-1]


def run(rule, eta, steps, x, y, w, b1=0.9, b2=0.99, eps=1e-8):
    w, m, v, seen, loss = w.copy(), 0 * w, 0 * w, [], np.nan
    for t in range(1, steps + 1):
        g, loss = gradient(w, x, y)
        if not loss < 1e6:
            return None, loss
        if rule == "gd":
            p, step = np.ones_like(w), g
        else:
            v = b2 * v + (1 - b2) * g * g
            if rule == "rmsprop":
                p, step = np.sqrt(v) + eps, g
            else:
                m = b1 * m + (1 - b1) * g
                p, step = (1 - b1**t) * (np.sqrt(v / (1 - b2**t)) + eps), m
        w = w - eta * step / p
        if t % (steps // 100) == 0 and t > steps // 2:
            seen.append(eta * sharpness(hessian(w, x, y), p))
    return seen, loss


if __name__ == "__main__":
    for kind in ("noise", "sine", "wave", "mixed"):
        for seed in (0, 1):
            for scale in (1.0, 2.0):
                x, y, w = problem(seed, kind, scale)
                print(f"{kind} seed {seed} scale {scale}: lambda_max at the start {sharpness(hessian(w, x, y), np.ones_like(w)):.2f}")
                for rule, eta, steps in (("gd", 0.3, 20000), ("gd", 0.5, 20000), ("rmsprop", 0.003, 10000), ("adam", 0.01, 10000)):
                    seen, loss = run(rule, eta, steps, x, y, w)
                    text = "diverged" if seen is None else f"{np.mean(seen):.2f} ({min(seen):.2f} to {max(seen):.2f}), loss {loss:.1e}"
                    print(f"  {rule} {eta}: {text}")
