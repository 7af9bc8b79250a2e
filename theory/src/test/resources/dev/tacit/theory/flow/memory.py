"""Writes memory.csv: the right-hand side of the piecewise flow of Adam, formula by formula.

Everything is dense and slow on purpose: Hessians by automatic differentiation, every sum over the
history written out, nothing truncated. Run with PyTorch: python3 memory.py > memory.csv
"""

import torch

torch.set_default_dtype(torch.float64)

# C_b(w) = sum_i log cosh(a_bi . w - c_bi), three batches of two terms, three parameters.
A = torch.tensor(
    [
        [[1.0, 0.5, -0.3], [0.2, -1.1, 0.7]],
        [[-0.4, 0.9, 1.2], [1.3, 0.1, 0.6]],
        [[0.8, -0.7, 0.2], [-0.5, 0.4, -1.0]],
    ]
)
OFFSET = torch.tensor([[0.3, -0.2], [0.1, 0.5], [-0.4, 0.2]])
SEQUENCE = [0, 2, 1, 1, 0, 2, 0]
W = torch.tensor([0.6, -0.4, 0.9])
H = 0.05


def loss(b, w):
    return torch.log(torch.cosh(A[b] @ w - OFFSET[b])).sum()


def velocity(n, w, beta1, beta2, eps, inside, corrected, decay):
    g = [torch.autograd.functional.jacobian(lambda x, b=b: loss(b, x), w) for b in range(3)]
    hessian = [torch.autograd.functional.hessian(lambda x, b=b: loss(b, x), w) for b in range(3)]

    def weight(beta, i, j):
        z = 1 - beta ** (i + 1) if corrected else 1
        return (1 - beta) * beta ** (i - j) / z

    def first(i):
        return sum(weight(beta1, i, j) * g[SEQUENCE[j]] for j in range(i + 1))

    def second(i):
        return sum(weight(beta2, i, j) * g[SEQUENCE[j]] ** 2 for j in range(i + 1))

    def root(v):
        return torch.sqrt(v + eps) if inside else torch.sqrt(v) + eps

    u = [first(i) / root(second(i)) + decay * w for i in range(n + 1)]
    d_m = torch.zeros(3)
    d_v = torch.zeros(3)
    for i in range(n + 1):
        b = SEQUENCE[i]
        # Where step i was, seen from the flow that is half a step on, on average, in step n.
        displacement = sum((u[s] for s in range(i, n)), torch.zeros(3)) + u[n] / 2
        d_m = d_m + weight(beta1, n, i) * (hessian[b] @ displacement)
        d_v = d_v + weight(beta2, n, i) * 2 * g[b] * (hessian[b] @ displacement)
    m, v = first(n), second(n)
    r = root(v)
    d_r = d_v / (2 * torch.sqrt(v + eps)) if inside else d_v / (2 * torch.sqrt(v))
    return -u[n] - H * (d_m / r - m * d_r / r**2 + decay * u[n] / 2)


print("beta1,beta2,epsilon,placement,corrected,decay,n,v1,v2,v3")
for beta1, beta2, eps, inside, corrected, decay in [
    (0.0, 0.8, 0.02, True, False, 0.0),
    (0.6, 0.8, 0.02, True, True, 0.0),
    (0.9, 0.99, 0.05, False, True, 0.0),
    (0.5, 0.7, 0.05, False, False, 0.3),
    (0.6, 0.8, 0.02, True, True, 0.5),
]:
    for n in (0, 1, 6):
        f = velocity(n, W, beta1, beta2, eps, inside, corrected, decay)
        placement = "inside" if inside else "outside"
        numbers = ",".join(repr(x) for x in f.tolist())
        print(f"{beta1},{beta2},{eps},{placement},{str(corrected).lower()},{decay},{n},{numbers}")
