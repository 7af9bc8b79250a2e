"""Writes composition.csv: how much batch noise counts when every epoch is a full reshuffle.

SGD on C_i(w) = a_i w^2/2 - b_i w from w = 0, exactly, in rational numbers. The mean over all orders
of the N examples, cut into consecutive batches of B (the last one shorter if need be), of the
iterate after an epoch is a polynomial in the step size h; its h^2 term is that of the flow of
C + (h/4)|C'|^2 + (h/4) f (1/N) sum_i (C_i' - C')^2 over the time m h for exactly one f, which is
printed beside (m-1)/(N-1) and the mean of (N-B_k)/((N-1)B_k).

Run: python3 composition.py > composition.csv
"""

from fractions import Fraction as F
from itertools import permutations

A = [F(1), F(3), F(2), F(5), F(1, 2), F(4)]
B_ = [F(2), F(-1), F(1, 3), F(1), F(-3), F(2)]


def second_order(n, size):
    """The mean h^2 coefficient after an epoch; g_k(w) = a_k w - b_k for the batch means."""
    total = F(0)
    count = 0
    for order in permutations(range(n)):
        batches = [order[i : i + size] for i in range(0, n, size)]
        a = [sum(A[i] for i in b) / len(b) for b in batches]
        g = [-sum(B_[i] for i in b) / len(b) for b in batches]  # at w = 0
        total += sum(a[k] * g[j] for k in range(len(a)) for j in range(k))
        count += 1
    return total / count


print("examples,batch,factor,(m-1)/(N-1),mean of (N-B_k)/((N-1)B_k)")
for n, size in [(4, 2), (6, 2), (6, 3), (5, 2), (6, 4), (5, 3), (6, 5)]:
    sizes = [min(size, n - i) for i in range(0, n, size)]
    m = len(sizes)
    h_g = sum(A[:n]) / n * -sum(B_[:n]) / n  # H g
    noise = sum(A[i] * -B_[i] for i in range(n)) / n - h_g  # half the gradient of Gamma
    # flow over m h: h^2 [ m^2/2 Hg - m (Hg + f noise)/2 ]
    f = (F(m * m, 2) * h_g - second_order(n, size)) * 2 / m
    f = (f - h_g) / noise
    mean = sum(F(n - b, (n - 1) * b) for b in sizes) / m
    print(f"{n},{size},{f},{F(m - 1, n - 1)},{mean}")
