"""PyTorch's side of docs/studies/pytorch.md: the same start and batches, torch.nn and torch.optim.

    benchmarks/run PyTorchOptimizers      # trains with Tacit, and asks this what PyTorch does

    python3 optimizers.py FOLDER

reads what Tacit left in FOLDER, all numbers little-endian float64 or int64:

    inputs.bin, labels.bin      the examples, rows of 784 numbers
    w.bin                       a training's w at the start and after every step
    batches.csv                 a line a step: the examples of its batch

For each line NETWORK,OPTIMIZER,PRECISION on standard input it trains again and prints, for each step

    step,relative,largest,rounding

and then an empty line: |w - w'|/|w'| of the two programs' parameters, the largest difference of one
parameter, and the relative distance of PyTorch in this precision from PyTorch in float64, both from the
same start. For a line "conventions" it prints case;step;relative, of updates of different programs from
that start on these batches, all in float64 and none by Tacit. Its first line is PyTorch's version.
"""
import pathlib
import sys

import numpy
import torch
from torch import nn, optim

torch.set_num_threads(1)


def mlp():
    return nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))


def lenet5():
    return nn.Sequential(
        nn.Unflatten(1, (1, 28, 28)),
        nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10))


def cnn_group():
    return nn.Sequential(
        nn.Unflatten(1, (1, 28, 28)),
        nn.Conv2d(1, 16, 3, padding=1, bias=False), nn.GroupNorm(8, 16), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1, bias=False), nn.GroupNorm(8, 32), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(1568, 10))


NETWORKS = {"mlp": mlp, "lenet5": lenet5, "cnn-group": cnn_group}


class Written(optim.Optimizer):
    """A rule that torch.optim does not have, from its formula: change(g, state, step) is taken off w."""

    def __init__(self, parameters, change):
        super().__init__(parameters, {})
        self.change = change

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for w in group["params"]:
                state = self.state[w]
                state["n"] = state.get("n", 0) + 1
                w -= self.change(w.grad, state, state["n"])


def averaged(state, name, value, decay, start=0.0):
    state[name] = decay * state.get(name, torch.full_like(value, start)) + (1 - decay) * value
    return state[name]


def rmsprop(lr, decay, eps, inside=False, corrected=False):
    def change(g, state, n):
        s = averaged(state, "s", g * g, decay)
        if corrected:
            s = s / (1 - decay**n)
        return lr * g / ((s + eps).sqrt() if inside else s.sqrt() + eps)
    return change


def adam(lr, eps, inside=False, corrected=True, hat=False):
    """hat: epsilon joins the uncorrected root, the formula before section 2.1 of Kingma and Ba."""
    def change(g, state, n):
        m, v = averaged(state, "m", g, 0.9), averaged(state, "v", g * g, 0.999)
        if hat:
            return lr * (1 - 0.999**n) ** 0.5 / (1 - 0.9**n) * m / (v.sqrt() + eps)
        if corrected:
            m, v = m / (1 - 0.9**n), v / (1 - 0.999**n)
        return lr * m / ((v + eps).sqrt() if inside else v.sqrt() + eps)
    return change


def adagrad(lr, eps, start, inside):
    def change(g, state, n):
        state["s"] = state.get("s", torch.full_like(g, start)) + g * g
        return lr * g / ((state["s"] + eps).sqrt() if inside else state["s"].sqrt() + eps)
    return change


OPTIMIZERS = {
    "sgd": lambda p: optim.SGD(p, 0.1),
    "momentum": lambda p: optim.SGD(p, 0.02, momentum=0.9),
    "nesterov": lambda p: optim.SGD(p, 0.02, momentum=0.9, nesterov=True),
    "rmsprop": lambda p: optim.RMSprop(p, 1e-3),
    "adam": lambda p: optim.Adam(p, 1e-3),
    "adamw": lambda p: optim.AdamW(p, 1e-3),
    "adagrad": lambda p: optim.Adagrad(p, 1e-2),
    # options
    "sgd-l2": lambda p: optim.SGD(p, 0.02, momentum=0.9, weight_decay=1e-2),
    "rmsprop-centred": lambda p: optim.RMSprop(p, 1e-3, alpha=0.9, eps=1e-6, centered=True, momentum=0.5),
    "amsgrad": lambda p: optim.Adam(p, 1e-3, amsgrad=True),
    # not in torch.optim
    "rmsprop-inside": lambda p: Written(p, rmsprop(1e-3, 0.9, 1e-7, inside=True)),
    "rmsprop-corrected": lambda p: Written(p, rmsprop(1e-3, 0.9, 1e-7, corrected=True)),
    "adam-inside": lambda p: Written(p, adam(1e-3, 1e-7, inside=True)),
    "adam-uncorrected": lambda p: Written(p, adam(1e-3, 1e-8, corrected=False)),
}

class Decoupled(optim.SGD):
    """w <- w - lr decay w beside the step, as Keras' weight_decay of any optimizer and AdamW's."""

    def __init__(self, parameters, lr, momentum, decay):
        super().__init__(parameters, lr, momentum=momentum)
        self.decay = decay

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for w in group["params"]:
                w *= 1 - group["lr"] * self.decay
        super().step()


# The same settings by the formulas of different programs.
CONVENTIONS = {
    "RMSProp, ε = 1e-7 inside or outside the root": (
        lambda p: optim.RMSprop(p, 1e-3, alpha=0.9, eps=1e-7),
        lambda p: Written(p, rmsprop(1e-3, 0.9, 1e-7, inside=True))),
    "RMSProp, ε = 1e-3 inside or outside the root": (
        lambda p: optim.RMSprop(p, 1e-3, alpha=0.9, eps=1e-3),
        lambda p: Written(p, rmsprop(1e-3, 0.9, 1e-3, inside=True))),
    "RMSProp, γ = 0.99 or 0.9": (
        lambda p: optim.RMSprop(p, 1e-3, alpha=0.99, eps=1e-8),
        lambda p: optim.RMSprop(p, 1e-3, alpha=0.9, eps=1e-8)),
    "Adam, ε = 1e-7 beside the corrected or the uncorrected root": (
        lambda p: optim.Adam(p, 1e-3, eps=1e-7),
        lambda p: Written(p, adam(1e-3, 1e-7, hat=True))),
    "Adam, ε = 1e-3 beside the corrected or the uncorrected root": (
        lambda p: optim.Adam(p, 1e-3, eps=1e-3),
        lambda p: Written(p, adam(1e-3, 1e-3, hat=True))),
    "AdaGrad, sum from 0 or from 0.1": (
        lambda p: optim.Adagrad(p, 1e-2, eps=1e-10),
        lambda p: Written(p, adagrad(1e-2, 1e-7, 0.1, inside=True))),
    "SGD, weight decay 0.01 coupled or decoupled, momentum 0.9": (
        lambda p: optim.SGD(p, 0.02, momentum=0.9, weight_decay=1e-2),
        lambda p: Decoupled(p, 0.02, 0.9, 1e-2)),
}


def train(network, make, start, x, y, batches, dtype):
    """w after every step, as float64, beginning with the start."""
    model = NETWORKS[network]().to(dtype)
    x = x.to(dtype)
    parameters = list(model.parameters())
    at = 0
    with torch.no_grad():
        for w in parameters:
            w.copy_(torch.from_numpy(start[at:at + w.numel()]).reshape(w.shape))
            at += w.numel()
    if at != len(start):
        sys.exit(f"{network} has {at} parameters here and {len(start)} in Tacit's file")
    optimizer = make(parameters)
    for batch in [None] + batches:
        if batch is not None:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x[batch]), y[batch]).backward()
            optimizer.step()
        yield torch.cat([w.detach().flatten() for w in parameters]).to(torch.float64).numpy()


def distance(a, b):
    return float(numpy.linalg.norm(a - b) / numpy.linalg.norm(b))


def compared(folder, x, y, network, name, precision):
    trace, batches = read(folder)
    make, dtype = OPTIMIZERS[name], getattr(torch, precision)
    own = train(network, make, trace[0], x, y, batches, dtype)
    exact = train(network, make, trace[0], x, y, batches, torch.float64) if precision == "float32" else None
    for step, theirs in enumerate(own):
        largest = numpy.abs(trace[step] - theirs).max()
        rounding = distance(theirs, next(exact)) if exact else 0.0
        yield f"{step},{distance(trace[step], theirs):.3e},{largest:.3e},{rounding:.3e}"


def conventions(folder, x, y, network):
    trace, batches = read(folder)
    for case, pair in CONVENTIONS.items():
        runs = [train(network, make, trace[0], x, y, batches, torch.float64) for make in pair]
        for step, (a, b) in enumerate(zip(*runs)):
            yield f"{case};{step};{distance(a, b):.3e}"


def read(folder):
    with open(folder / "batches.csv") as file:
        batches = [torch.tensor([int(i) for i in line.split(",")]) for line in file]
    return numpy.fromfile(folder / "w.bin", dtype="<f8").reshape(len(batches) + 1, -1), batches


def main(folder):
    print(torch.__version__, flush=True)
    for line in sys.stdin:
        x = torch.from_numpy(numpy.fromfile(folder / "inputs.bin", dtype="<f8").reshape(-1, 784))
        y = torch.from_numpy(numpy.fromfile(folder / "labels.bin", dtype="<i8"))
        network, *words = line.strip().split(",")
        rows = conventions(folder, x, y, "mlp") if network == "conventions" else compared(folder, x, y, network, *words)
        for row in rows:
            print(row)
        print(flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python3 optimizers.py FOLDER")
    main(pathlib.Path(sys.argv[1]))
