"""The first 20 iterates of PyTorch's optimizers on a small problem, in float64.

    /usr/bin/python3 trajectories.py > trajectories.csv

C(w) = sum_j a_j (w_j - b_j)^2 / 2 + sum_j cos(w_j) + (w_1 w_2 + w_2 w_3 + ...)/4, five parameters.
Lion, Signum, normalised SGD, and RMSProp with epsilon inside the root or bias correction, are not in
PyTorch; they are written out here from their definitions.
"""
import torch

torch.set_default_dtype(torch.float64)
A = torch.tensor([1.0, 0.5, 2.0, 0.1, 3.0])
B = torch.tensor([0.3, -1.0, 2.0, 0.0, -0.5])
START = torch.tensor([1.0, -2.0, 0.5, 3.0, -1.5])


def loss(w):
    return (A * (w - B) ** 2).sum() / 2 + torch.cos(w).sum() + (w[:-1] * w[1:]).sum() / 4


def show(name, make):
    w = START.clone().requires_grad_(True)
    optimizer = make([w])
    for step in range(1, 21):
        optimizer.zero_grad()
        loss(w).backward()
        optimizer.step()
        print(name, step, *(repr(x) for x in w.detach().tolist()), sep=",")


class Own:
    """An optimizer given by update(w, g, n, memory)."""

    def __init__(self, parameters, update):
        self.w, self.update, self.n, self.memory = parameters[0], update, 0, {}

    def zero_grad(self):
        self.w.grad = None

    def step(self):
        self.n += 1
        with torch.no_grad():
            self.update(self.w, self.w.grad, self.n, self.memory)


def lion(w, g, n, s):
    m = s.get("m", torch.zeros(5))
    w -= 0.01 * torch.sign(0.9 * m + 0.1 * g)
    s["m"] = 0.99 * m + 0.01 * g


def smooth_lion(w, g, n, s):
    m = s.get("m", torch.zeros(5))
    c = 0.9 * m + 0.1 * g
    w -= 0.01 * (c / torch.sqrt(c * c + 0.02))
    s["m"] = 0.99 * m + 0.01 * g


def rms_inside(w, g, n, s):
    s["v"] = 0.9 * s.get("v", torch.zeros(5)) + 0.1 * g * g
    w -= 0.01 * g / torch.sqrt(s["v"] + 1e-3)


def rms_corrected(w, g, n, s):
    s["v"] = 0.9 * s.get("v", torch.zeros(5)) + 0.1 * g * g
    w -= 0.01 * g / (torch.sqrt(s["v"] / (1 - 0.9**n)) + 1e-3)


def adam_inside(w, g, n, s):
    s["m"] = 0.9 * s.get("m", torch.zeros(5)) + 0.1 * g
    s["v"] = 0.99 * s.get("v", torch.zeros(5)) + 0.01 * g * g
    w -= 0.01 * (s["m"] / (1 - 0.9**n)) / torch.sqrt(s["v"] / (1 - 0.99**n) + 1e-3)


def adam_uncorrected(w, g, n, s):
    s["m"] = 0.9 * s.get("m", torch.zeros(5)) + 0.1 * g
    s["v"] = 0.99 * s.get("v", torch.zeros(5)) + 0.01 * g * g
    w -= 0.01 * s["m"] / (torch.sqrt(s["v"]) + 1e-8)


def ema(w, g, n, s):
    s["m"] = 0.8 * s.get("m", torch.zeros(5)) + 0.2 * g
    w -= 0.05 * s["m"]


def sign(w, g, n, s):
    w -= 0.01 * torch.sign(g)


def signum(w, g, n, s):
    s["m"] = 0.9 * s.get("m", torch.zeros(5)) + 0.1 * g
    w -= 0.02 * torch.sign(s["m"])


def normalised(w, g, n, s):
    w -= 0.05 * g / torch.sqrt((g * g).sum())


def normalised_momentum(w, g, n, s):
    s["m"] = 0.8 * s.get("m", torch.zeros(5)) + 0.2 * g
    w -= 0.05 * s["m"] / (torch.sqrt((s["m"] ** 2).sum()) + 1e-3)


O = torch.optim
show("sgd", lambda p: O.SGD(p, 0.05))
show("sgd-l2", lambda p: O.SGD(p, 0.05, weight_decay=0.1))
show("heavy-ball", lambda p: O.SGD(p, 0.05, momentum=0.9))
show("nesterov", lambda p: O.SGD(p, 0.05, momentum=0.9, nesterov=True))
show("rmsprop", lambda p: O.RMSprop(p, 0.01))
show("rmsprop-l2", lambda p: O.RMSprop(p, 0.01, alpha=0.9, eps=1e-4, weight_decay=0.1))
show("adam", lambda p: O.Adam(p, 0.01))
show("adam-l2", lambda p: O.Adam(p, 0.01, betas=(0.8, 0.99), eps=1e-4, weight_decay=0.1))
show("adamw", lambda p: O.AdamW(p, 0.01, weight_decay=0.1))
show("rmsprop-centred", lambda p: O.RMSprop(p, 0.01, alpha=0.9, eps=1e-3, centered=True))
show("rmsprop-momentum", lambda p: O.RMSprop(p, 0.005, alpha=0.9, momentum=0.8))
show(
    "rmsprop-all",
    lambda p: O.RMSprop(p, 0.005, alpha=0.9, eps=1e-3, centered=True, momentum=0.8, weight_decay=0.1),
)
show("amsgrad", lambda p: O.Adam(p, 0.05, betas=(0.9, 0.8), amsgrad=True))
show("amsgrad-w", lambda p: O.AdamW(p, 0.05, betas=(0.9, 0.8), amsgrad=True, weight_decay=0.1))
show("adagrad", lambda p: O.Adagrad(p, 0.1))
show("adagrad-l2", lambda p: O.Adagrad(p, 0.1, eps=1e-3, weight_decay=0.1))
for name, update in [
    ("lion", lion),
    ("lion-smooth", smooth_lion),
    ("rmsprop-inside", rms_inside),
    ("rmsprop-corrected", rms_corrected),
    ("adam-inside", adam_inside),
    ("adam-uncorrected", adam_uncorrected),
    ("ema-momentum", ema),
    ("sign-descent", sign),
    ("signum", signum),
    ("normalised-sgd", normalised),
    ("normalised-sgd-momentum", normalised_momentum),
]:
    show(name, lambda p, update=update: Own(p, update))
