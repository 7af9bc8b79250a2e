"""Figures of the pages, cut to what is compared, from the tables beside them.

    python3 -m venv VENV && VENV/bin/pip install matplotlib
    VENV/bin/python docs/studies/figures/draw.py [STUDY ...]

A report's own figures hold a run whole, from the untrained start to its end; what a page compares may be a
twentieth of that. Here the same numbers (NAME.csv, as the report drew them) become NAME.png with axes of
their own, the page's words and no value changed. Thin lines and small dots are single seeds, bands and bars 95 %
intervals of the mean. Where a line leaves the axes, the page's caption says so.
"""

import csv
import math
import statistics
import sys
from collections import defaultdict
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.ticker import FuncFormatter, NullFormatter, NullLocator

HERE = Path(__file__).parent
BLUE, SKY, RED, GREEN, PINK, ORANGE, GREY, BROWN, VIOLET = (
    "#0072B2", "#56B4E9", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#555555", "#661100", "#332288")
RULES = {"sgd": ("SGD", BLUE), "heavy-ball": ("heavy ball", SKY), "rmsprop": ("RMSProp", RED), "adam": ("Adam", GREEN),
         "adamw": ("AdamW", PINK)}
LABELS = {"rate = 0": "clean labels", "rate = 0.3": "30 % of the labels changed"}
LOSS = "training loss (falling to the right)"
TEST = "test error"
PERCENT = FuncFormatter(lambda v, _: f"{100 * v:.3g} %")
PLAIN = FuncFormatter(lambda v, _: f"{v:.6g}")
POWER = FuncFormatter(lambda v, _: f"$10^{{{round(math.log10(v))}}}$" if v > 0 else "")

plt.rcParams.update({
    "font.family": "DejaVu Sans", "font.size": 10, "axes.spines.top": False, "axes.spines.right": False,
    "axes.grid": True, "grid.color": "#dddddd", "grid.linewidth": 0.7, "axes.edgecolor": "#888888",
    "axes.titlesize": 10.5, "axes.titleweight": "bold", "axes.titlelocation": "left", "legend.frameon": False,
    "figure.titlesize": 12.5, "figure.titleweight": "bold", "lines.solid_capstyle": "round"})

DRAWN = {}


def figure(name):
    """Registers what draws a figure, under its study and name."""

    def register(draw):
        assert name not in DRAWN, name
        DRAWN[name] = draw

    return register


def lines(name):
    """variant -> optimizer -> line -> columns x, mean, low, high of a figure's table."""
    table = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    with open(HERE / f"{name}.csv") as rows:
        for row in csv.DictReader(rows):
            x = list(row.values())[3]
            kind = "mean" if row["line"].endswith("mean") else row["line"]
            table[row["variant"]][row["optimizer"]][kind].append(
                [float(x)] + [float(row[c]) if row[c] else float("nan") for c in ("mean", "low", "high")])
    return table


def columns(points):
    return list(zip(*sorted(points)))


def panels(count, width, height, title, quantity):
    fig, axes = plt.subplots(1, count, figsize=(width, height), squeeze=False, layout="constrained")
    fig.suptitle(title, x=0.012, ha="left")
    axes[0][0].set_ylabel(quantity)
    return fig, axes[0]


def legend(fig, entries):
    """Below all panels, what the first one names, so many entries in a row at most."""
    handles, labels = fig.axes[0].get_legend_handles_labels()
    fig.legend(handles, labels, loc="outside lower center", ncols=min(len(labels), entries))


def whiskers(mean, low, high):
    """The ends of intervals as lengths, as errorbar takes them."""
    return [[m - l for m, l in zip(mean, low)], [h - m for m, h in zip(mean, high)]]


def of_panel(value, i):
    """A list of tuples, lists or None has one for each panel; anything else is for all."""
    many = isinstance(value, list) and all(v is None or isinstance(v, (tuple, list)) for v in value)
    return value[i] if many else value


def scale(axis, which, kind, bounds, ticks, words=PLAIN):
    name, options = kind if isinstance(kind, tuple) else (kind, {})
    getattr(axis, f"set_{which}scale")(name, **options)
    if bounds:
        getattr(axis, f"set_{which}lim")(*bounds)
    own = getattr(axis, f"{which}axis")
    if ticks is not None:
        own.set_ticks(ticks)
        own.set_minor_locator(NullLocator())
    own.set_major_formatter(words)
    own.set_minor_formatter(NullFormatter())


def course(axis, own, color, label, band=True, seeds=True):
    for kind, points in own.items():
        if kind != "mean" and seeds:
            x, y, _, _ = columns(points)
            axis.plot(x, y, color=color, lw=0.5, alpha=0.4, zorder=2)
    if "mean" in own:
        x, y, low, high = columns(own["mean"])
        if band:
            until = len(x) if band is True else sum(at <= band for at in x)
            axis.fill_between(x[:until], low[:until], high[:until], color=color, alpha=0.15, lw=0, zorder=1)
        axis.plot(x, y, color=color, lw=1.9, label=label, zorder=3)


def courses(name, title, quantity, across, parts, names, x, y, xscale="linear", yscale="linear", xticks=None, yticks=None,
            words=PERCENT, width=9.2, height=3.9, at=None, band=True, seeds=True, levels=(), entries=6):
    """Courses of several optimizers, a panel for each variant in parts ({variant: heading}); band may end at an x."""
    table = lines(name)
    fig, axes = panels(len(parts), width, height, title, quantity)
    for i, (axis, (variant, heading)) in enumerate(zip(axes, parts.items())):
        for optimizer, (label, color) in names.items():
            if optimizer in table[variant]:
                course(axis, table[variant][optimizer], color, label,
                       band.get(optimizer, True) if isinstance(band, dict) else band, seeds)
        scale(axis, "x", xscale, of_panel(x, i), of_panel(xticks, i))
        scale(axis, "y", yscale, of_panel(y, i), of_panel(yticks, i), words)
        if at is not None:
            axis.axvline(at, color=GREY, lw=0.9, ls=(0, (2, 2)), zorder=0)
        for value, label, style in levels:
            axis.axhline(value, color=GREY, lw=1.2, ls=style, zorder=4, label=label)
        axis.set_xlabel(across)
        axis.set_title(heading)
    legend(fig, entries if width > 8 else 3)
    return fig


def dots(axis, x, own, color, label):
    """Mean with its interval at a place, and the seeds beside it."""
    mean, low, high = own["mean"]
    axis.errorbar(x, mean, whiskers([mean], [low], [high]), fmt="o", color=color, ms=6, lw=1.6, capsize=0, label=label, zorder=3)
    for value in own["seeds"]:
        axis.plot(x + 0.14, value, "o", color=color, ms=3.2, alpha=0.4, zorder=2, mew=0)


def along(name, title, quantity, across, parts, names, xscale, y, yscale="linear", xticks=None, xlabels=None, yticks=None, words=PERCENT,
          width=9.2, height=3.9, apart=0.0):
    """A quantity against a setting: means with intervals, seeds behind, optimizers a little apart."""
    table = lines(name)
    fig, axes = panels(len(parts), width, height, title, quantity)
    for i, (axis, (variant, heading)) in enumerate(zip(axes, parts.items())):
        for j, (optimizer, (label, color)) in enumerate(names.items()):
            own = table[variant].get(optimizer)
            if not own:
                continue
            move = (lambda v, j=j: v * (1 + apart * (j - (len(names) - 1) / 2))) if xscale == "log" else (
                lambda v, j=j: v + apart * (j - (len(names) - 1) / 2))
            for kind, points in own.items():
                if kind != "mean":
                    px, py, _, _ = columns(points)
                    axis.plot([move(v) for v in px], py, "o", color=color, ms=3.4, alpha=0.35, mew=0, zorder=2)
            px, py, low, high = columns(own["mean"])
            px = [move(v) for v in px]
            axis.errorbar(px, py, whiskers(py, low, high), fmt="o-", color=color,
                          ms=4.5, lw=1.6, elinewidth=1.4, label=label, zorder=3)
        scale(axis, "x", xscale, None, xticks, PLAIN)
        if xlabels:
            axis.set_xticks(xticks, xlabels)
        scale(axis, "y", yscale, of_panel(y, i), of_panel(yticks, i), words)
        axis.set_xlabel(across)
        axis.set_title(heading)
    if len(names) > 1:
        legend(fig, 7 if width > 8 else 3)
    return fig


@figure("adaptive-gap/tuning-optimizers-lr")
def _(name):
    return along(name, "Validation error against the rate, tuning seeds, 6 epochs", "lowest validation error", "η",
                 LABELS, RULES, "log", [(0.035, 0.14), (0.34, 0.44)],
                 xticks=[1e-4, 1e-3, 1e-2, 1e-1, 1], apart=0.05)


@figure("adaptive-gap/at-loss-test-error")
def _(name):
    return courses(name, "Test error at equal training loss", TEST, LOSS, LABELS,
                   RULES, [(0.5, 0.008), (1.6, 0.015)], [(0.035, 0.13), (0.07, 0.31)], xscale="log",
                   xticks=[[0.3, 0.1, 0.03, 0.01], [1.3, 0.6, 0.3, 0.1, 0.03]], at=0.03, height=4.2)


@figure("adaptive-gap-fashion/at-loss-test-error")
def _(name):
    return courses(name, "Test error at equal training loss, Fashion-MNIST", TEST, LOSS,
                   LABELS, RULES, [(0.6, 0.008), (1.9, 0.05)], [(0.13, 0.2), (0.16, 0.37)],
                   xscale="log", xticks=[[0.3, 0.1, 0.03, 0.01], [1.3, 0.6, 0.3, 0.1]], height=4.2)


@figure("adaptive-gap/test-error")
def _(name):
    return courses(name, "Test error", TEST, "epoch", LABELS, RULES,
                   [(0, 30), (0, 100)], [(0.035, 0.13), (0.07, 0.31)], height=4.2)


@figure("adaptive-gap/across-data-labelNoise-rate-test-error")
def _(name):
    table = lines(name)[""]
    fig, axes = panels(2, 9.2, 3.6, "Test error at the best validation error", TEST)
    for axis, rate, heading in zip(axes, (0, 0.3), LABELS.values()):
        for i, (rule, (label, color)) in enumerate(RULES.items()):
            at = {kind: next(p for p in points if p[0] == rate) for kind, points in table[rule].items() if any(p[0] == rate for p in points)}
            dots(axis, i, {"mean": at["mean"][1:], "seeds": [p[1] for kind, p in at.items() if kind != "mean"]}, color, label)
        axis.set_xticks(range(len(RULES)), [label for label, _ in RULES.values()])
        axis.yaxis.set_major_formatter(PERCENT)
        axis.set_title(heading)
    return fig


@figure("architectures/scatter-train-loss-test-error")
def _(name):
    words = {"mlp depth 2 width 64 activation relu init he": "2 layers, 64", "mlp depth 2 width 256 activation relu init he": "2 layers, 256",
             "mlp depth 2 width 1024 activation relu init he": "2 layers, 1,024", "mlp depth 5 width 64 activation relu init he": "5 layers, 64",
             "mlp depth 5 width 256 activation relu init he": "5 layers, 256", "mlp depth 8 width 64 activation relu init he": "8 layers, 64",
             "mlp depth 5 width 64 activation gelu init he": "5 layers, 64, GELU", "mlp depth 5 width 64 activation tanh init pytorch": "5 layers, 64, tanh",
             "residual-mlp blocks 3 width 64 activation relu": "3 residual blocks, 64"}
    fig, (axis,) = panels(1, 7.2, 4.4, "Test error at the best validation error", "")
    with open(HERE / f"{name}.csv") as rows:
        for row in csv.DictReader(rows):
            place = len(words) - 1 - list(words).index(row["variant"].removeprefix("model = "))
            label, color = RULES[row["optimizer"]]
            mean, low, high = (float(row[c]) for c in ("y_mean", "y_low", "y_high"))
            axis.errorbar(mean, place + (0.13 if row["optimizer"] == "sgd" else -0.13), xerr=whiskers([mean], [low], [high]), fmt="o", color=color,
                          ms=5.5, lw=1.6, label=label if place == 0 else None)
    axis.set_yticks(range(len(words)), list(words.values())[::-1])
    axis.xaxis.set_major_formatter(PERCENT)
    axis.set_xlabel("test error, mean and 95 % interval of ten seeds")
    axis.legend(loc="lower right", ncols=2, bbox_to_anchor=(1, 1.0))
    return fig


RATES = {"lr = 0.03": "η = 0.03", "lr = 0.06": "η = 0.06", "lr = 0.12": "η = 0.12"}
PHI = ("symlog", {"linthresh": 1, "linscale": 0.8})


@figure("dial/across-optimizers-penalty-factor-test-error")
def _(name):
    return along(name, "Test error against the dial, at the best validation error", TEST, "φ: times the implicit term added", RATES,
                 {"sgd": ("SGD", BLUE)}, PHI, [(0.072, 0.122), (0.071, 0.138), (0.07, 0.23)], xticks=[-1, 0, 1, 3, 10], width=9.2, height=3.5)


@figure("dial/curvature-lambda_max-penalty-factor")
def _(name):
    return along(name, "Sharpness λ_max at the best validation error (geometric means)", "λ_max", "φ", RATES, {"sgd": ("SGD", BLUE)}, PHI,
                 (0.6, 90), "log", xticks=[-1, 0, 1, 3, 10], yticks=[1, 3, 10, 30], words=PLAIN, height=3.3)


@figure("dial-fashion/across-optimizers-penalty-factor-test-error")
def _(name):
    return along(name, "Test error against the dial on Fashion-MNIST, at the best validation error", TEST, "φ",
                 {"lr = 0.03": "η = 0.03", "lr = 0.12": "η = 0.12"}, {"sgd": ("SGD", BLUE)}, PHI, [(0.16, 0.22), (0.16, 0.22)],
                 xticks=[-1, 0, 1, 3, 10], width=7.4, height=3.5)


CONTROLS = {"plain": ("plain SGD", GREY), "random": ("random directions", ORANGE), "decay": ("L2", RED), "term": ("the term, φ = 3", BLUE),
            "both": ("the term and L2", SKY)}


@figure("dial-controls/test-error")
def _(name):
    return courses(name, "Test error, η = 0.12", TEST, "epoch", {"dropout = 0": ""}, CONTROLS, (0, 60), (0.07, 0.28), width=5.6, height=4.4)


@figure("dial-controls/at-loss-test-error")
def _(name):
    return courses(name, "Test error at equal training loss, η = 0.12", TEST, LOSS, {"dropout = 0": ""}, CONTROLS, (1.6, 0.8), (0.07, 0.2),
                   xscale="log", xticks=[1.6, 1.3, 1.0, 0.8], width=5.6, height=4.4, at=1.3)


@figure("dial-of-batches/test-error")
def _(name):
    return courses(name, "Test error, 1,000 images, η = 0.12", TEST, "epoch", {"": ""},
                   {"plain": ("plain SGD", GREY), "batch": ("of each batch, λ = 0.09", BLUE), "full": ("of the whole set, λ = 0.09", ORANGE),
                    "full-10": ("of the whole set, λ = 0.9", RED)}, (0, 60), (0.16, 0.5), band=False, width=7.2, height=4.2)


@figure("dial-full/across-optimizers-penalty-factor-test-error")
def _(name):
    return along(name, "Test error, full batches, at best validation", TEST, "φ", {"": ""}, {"gd": ("", BLUE)}, PHI,
                 None, xticks=[-1, 0, 1, 3, 10], width=5.8, height=3.7)


EDGE = {"gd-1e-1": ("gradient descent, η = 0.1", BLUE), "gd-15e-2": ("gradient descent, 0.15", SKY), "hb-1e-1": ("heavy ball 0.5, 0.1", VIOLET),
        "hb-5e-2": ("heavy ball 0.9, 0.05", PINK), "rmsprop-1e-4": ("RMSProp, 0.0001", RED), "adam-1e-3": ("Adam, 0.001", GREEN),
        "adam-2e-3": ("Adam, 0.002", ORANGE)}


@figure("edge-of-stability/test-error")
def _(name):
    return courses(name, "Test error, full batches", TEST, "step", {"": ""}, EDGE, (0, 600), (0.07, 0.3), width=7.2, height=4.6)


@figure("edge-of-stability/curvature-sharpness_ratio")
def _(name):
    return courses(name, "Sharpness by its threshold", "largest eigenvalue by its threshold", "step", {"": ""}, EDGE, (0, 600), (0.1, 1.3), words=PLAIN,
                   width=7.2, height=4.8, levels=[(1, "edge of stability", (0, (5, 3)))])


@figure("edge-of-stability/curvature-lambda_max")
def _(name):
    return courses(name, "Sharpness λ_max of the Hessian", "λ_max", "step", {"": ""}, EDGE, (0, 600), None, words=PLAIN, width=7.2, height=4.6)


@figure("edge-of-stability/curvature-lambda_max_preconditioned")
def _(name):
    return courses(name, "Sharpness in the adaptive rules' coordinates", "λ_max(P⁻¹H)", "step", {"": ""}, EDGE, (0, 600), None, words=PLAIN, width=7.2,
                   height=4.2)


@figure("edge-of-stability/train-loss")
def _(name):
    return courses(name, "Training loss (geometric means)", "training loss", "step", {"": ""}, EDGE, (0, 600), None, yscale="log",
                   yticks=[0.01, 0.03, 0.1, 0.3], words=PLAIN, width=7.2, height=4.6)


@figure("momentum-full/curvature-lambda_max")
def _(name):
    return courses(name, "Sharpness λ_max, full batches", "λ_max", "step", {"": ""}, {
        "gd": ("gradient descent, η = 0.1", BLUE), "gd-nudged": ("the same, nudged", SKY), "hb-90": ("β = 0.9, η = 0.01", RED),
        "hb-98": ("β = 0.98, η = 0.002", ORANGE), "hb-90-rate": ("β = 0.9, η = 0.1", GREEN)}, (0, 1500), None, words=PLAIN, width=7.2, height=4.4,
        levels=[(20, "2/η = 20, gradient descent", (0, (5, 3))), (38, "38: β = 0.9, η = 0.1", (0, (1, 2)))])


LATE = {"decay": ("AdamW, decay 0.01", PINK), "no-decay": ("without decay", GREY)}
STEPS = FuncFormatter(lambda v, _: f"{5 * v:,.0f}")


@figure("norms-late/test-error")
def _(name):
    fig = courses(name, "Test error, three seeds", TEST, "step", {"": ""}, LATE, (0, 12000), (0, 0.95), band=False, width=5.8, height=4.2)
    fig.axes[0].xaxis.set_major_formatter(STEPS)
    return fig


@figure("norms-late/norm-l2")
def _(name):
    fig = courses(name, "‖w‖, three seeds", "‖w‖", "step", {"": ""}, LATE, (0, 12000), None, band=False, words=PLAIN, width=5.8, height=4.2)
    fig.axes[0].xaxis.set_major_formatter(STEPS)
    return fig


@figure("adaptive-dial/penalty-validity")
def _(name):
    return courses(name, "How far from where the term is derived (geometric means)", "χ/0.1", "step", {"": ""}, {
        "rmsprop-minus-1": ("RMSProp, φ = -1", ORANGE), "rmsprop-1": ("RMSProp, 1", BROWN), "adam-minus-1": ("Adam, φ = -1", SKY),
        "adam-1": ("Adam, 1", BLUE)}, None, None, yscale="log", words=PLAIN, width=7.2, height=4.4, levels=[(1, "edge of validity", (0, (5, 3)))])


@figure("edge-of-stability-batches/curvature-batch_sharpness")
def _(name):
    return courses(name, "Batch sharpness (geometric means)", "batch sharpness", "epoch",
                   {"batch = 8": "B = 8", "batch = 64": "B = 64", "batch = 500": "B = 500"},
                   {"sgd-1e-1": ("SGD, η = 0.1", BLUE), "sgd-2e-2": ("SGD, η = 0.02", SKY), "hb-1e-2": ("heavy ball, η = 0.01, β = 0.9", RED)},
                   None, (0.9, 150), yscale="log", yticks=[1, 3, 10, 20, 50, 100], words=PLAIN, height=4.2,
                   entries=2, levels=[(20, "20: 2/η of SGD at 0.1 and 2(1-β)/η of heavy ball", (0, (5, 3)))])


NOISE = {"sgd": ("SGD, no noise", SKY), "sgd-noise": ("SGD, flips", ORANGE), "sgd-centred": ("SGD, centred", BLUE)}
NOISE_ADAM = {"adam": ("Adam, no noise", PINK), "adam-noise": ("Adam, flips", RED), "adam-centred": ("Adam, centred", GREEN)}


@figure("label-noise/curvature-trace")
def _(name):
    return courses(name, "tr H; noise from epoch 100 on", "tr H", "epoch", {"": ""}, NOISE | NOISE_ADAM, None, None, words=PLAIN, width=5.8,
                   height=4.4, at=100, seeds=False)


@figure("label-noise/curvature-trace_root_diagonal")
def _(name):
    return courses(name, "tr Diag(G)^½; noise from epoch 100 on", "tr Diag(G)^½", "epoch", {"": ""}, NOISE | NOISE_ADAM, None, None, words=PLAIN,
                   width=5.8, height=4.4, at=100, seeds=False)


@figure("norms/across-model-initScale-test-error")
def _(name):
    return along(name, "Test error at the best validation error", TEST, "start: half of He's, He's, twice He's", {"": ""},
                 {"sgd": ("SGD", BLUE), "sgd-third": ("SGD, a third", SKY), "rmsprop": ("RMSProp", RED), "rmsprop-paper": ("RMSProp, 0.001", BROWN),
                  "adam": ("Adam", GREEN), "adam-third": ("Adam, a third", ORANGE), "adam-paper": ("Adam, 0.001", PINK)}, "log", None, "log",
                 xticks=[0.7071, 1.4142, 2.8284], xlabels=["half", "He's", "twice"], yticks=[0.07, 0.08, 0.1, 0.15, 0.2, 0.3], apart=0.04, width=7.2, height=4.4)


PAPER = {"sgd": RULES["sgd"], "rmsprop": RULES["rmsprop"], "adam": RULES["adam"]}


@figure("paper/at-loss-test-error")
def _(name):
    return courses(name, "Test error at equal training loss", TEST, LOSS, {"": ""}, PAPER, (1.6, 0.05), (0.07, 0.275), xscale="log",
                   xticks=[1.6, 1.059, 0.6, 0.3, 0.1, 0.05], width=5.8, height=4.2, at=1.059)


@figure("paper/at-loss-norm-l2")
def _(name):
    return courses(name, "‖w‖ at equal training loss", "‖w‖", LOSS, {"": ""}, PAPER, (2.35, 0.5), (45, 58), xscale="log",
                   xticks=[2.3, 1.6, 1.059, 0.7, 0.5], words=PLAIN, width=5.8, height=4.2, at=1.059)


@figure("paper/implicit-sgd")
def _(name):
    return courses(name, "Eq. (1) for all rules (geometric means)", "(η/4m) Σ‖∇Ĉ_k‖²", "epoch", {"": ""}, PAPER, (0, 300), (1e-5, 2e-2),
                   yscale="log", yticks=[1e-5, 1e-4, 1e-3, 1e-2], words=POWER, band={"adam": 145}, width=5.8, height=4.2)


@figure("paper/implicit-paper")
def _(name):
    return courses(name, "The term as the paper compared it (geometric means)", "(η/4m) Σ‖∇Ĉ_k‖², adaptive: ‖s⊙∇Ĉ_k‖²", "epoch", {"": ""}, PAPER,
                   (0, 300), (1e-20, 1e-1), yscale="log", yticks=[1e-20, 1e-15, 1e-10, 1e-5, 1e-1], words=POWER, band={"adam": 145},
                   width=5.8, height=4.2)


@figure("paper/implicit-rmsprop_frozen")
def _(name):
    return courses(name, "The preconditioned term for all rules (geometric means)", "(η/4m) Σ‖P^(-1/2)⊙∇Ĉ_k‖²", "epoch", {"": ""}, PAPER, (0, 300),
                   (1e-3, 1e2), yscale="log", yticks=[1e-3, 1e-2, 1e-1, 1, 10, 100], words=POWER, band={"adam": 145}, width=5.8, height=4.2)


@figure("speed/scatter-progress-steps-test-error")
def _(name):
    groups = {"sgd": ("SGD", BLUE), "heavy-ball": ("heavy ball", SKY), "rmsprop": ("RMSProp", RED), "adam": ("Adam", GREEN)}
    grafts = {"adam-by-sgd": ("Adam's direction, SGD's length", ORANGE), "sgd-by-adam": ("SGD's direction, Adam's length", VIOLET)}
    points = {}
    with open(HERE / f"{name}.csv") as rows:
        for row in csv.DictReader(rows):
            points[row["variant"], row["optimizer"]] = [float(row[c]) for c in ("x_mean", "y_mean", "y_low", "y_high")]
    fig, axes = panels(2, 9.2, 4.3, "Test error where the training loss first is 0.3, against the epochs to it", TEST)
    for axis, (variant, heading) in zip(axes, LABELS.items()):
        for rule, (label, color) in {**groups, **grafts}.items():
            own = [points[variant, rule + end] for end in ("-slow", "", "-fast") if (variant, rule + end) in points]
            if own:
                x, y, low, high = zip(*own)
                axis.errorbar([steps / 125 for steps in x], y, whiskers(y, low, high), fmt=("o-" if rule in groups else "D"), color=color, ms=5.5,
                              lw=1.5, elinewidth=1.2, label=label)
        axis.set_xscale("log")
        axis.xaxis.set_major_formatter(PLAIN)
        axis.xaxis.set_minor_formatter(NullFormatter() if variant == "rate = 0" else PLAIN)
        axis.yaxis.set_major_formatter(PERCENT)
        axis.set_xlabel("epochs")
        axis.set_title(heading)
    axes[0].set_xticks([0.7, 1, 1.5, 2, 3])
    legend(fig, 3)
    return fig


@figure("switching/at-loss-test-error")
def _(name):
    return courses(name, "Test error at equal training loss", TEST, LOSS, {"": ""},
                   {"sgd": ("SGD", BLUE), "adam": ("Adam", GREEN), "switch-2": ("switch after 2", ORANGE), "switch-10": ("after 10", RED),
                    "switch-30": ("after 30", PINK), "swats": ("SWATS", VIOLET)}, (0.5, 0.025), (0.18, 0.28), xscale="log",
                   xticks=[0.5, 0.3, 0.1, 0.03], width=5.8, height=4.4, at=0.03, seeds=False)


@figure("adaptive-dial/test-error")
def _(name):
    return courses(name, "Test error, full batches, 1,000 images", TEST, "step", {"": ""}, {
        "rmsprop-minus-1": ("RMSProp, φ = -1", ORANGE), "rmsprop-0": ("RMSProp, 0", RED), "rmsprop-1": ("RMSProp, 1", BROWN),
        "adam-minus-1": ("Adam, φ = -1", SKY), "adam-0": ("Adam, 0", GREEN), "adam-1": ("Adam, 1", BLUE)}, None, (0.17, 0.45),
        width=7.2, height=4.4, band=False)


@figure("batch-size-steps/curvature-lambda_max")
def _(name):
    fig, axes = panels(2, 9.2, 4.1, "Sharpness λ_max after equal steps", "λ_max")
    table = lines(name)
    for axis, optimizer, heading in zip(axes, ("sgd-slow", "sgd-fast"), ("η = 0.02", "η = 0.1")):
        for (batch, epochs), color in zip(((8, 4), (32, 16), (128, 64), (512, 250)), (ORANGE, RED, SKY, BLUE)):
            own = table[f"train = batch {batch} epochs {epochs}"][optimizer]
            length = 4032 if batch == 128 else 4000  # an epoch of 128 is 63 steps
            steps = {kind: [[x / epochs * length, *rest] for x, *rest in points] for kind, points in own.items()}
            course(axis, steps, color, f"B = {batch}")
        scale(axis, "y", "log", (1, 200), [1, 3, 10, 30, 100], PLAIN)
        axis.set_xlabel("step")
        axis.set_title(heading)
    legend(fig, 4)
    return fig


@figure("adaptive-dial/implicit-omega")
def _(name):
    table = lines(name)[""]
    fig, axes = panels(2, 9.2, 4, "Ω of each rule: medians of ten seeds, and each seed", "Ω")
    for axis, rule, heading in zip(axes, ("rmsprop", "adam"), ("RMSProp", "Adam")):
        for end, label, color in (("-minus-1", "φ = -1", ORANGE), ("-0", "φ = 0", GREY), ("-1", "φ = 1", BLUE)):
            seeds = [columns(points) for kind, points in table[rule + end].items() if kind != "mean"]
            for x, y, _, _ in seeds:
                axis.plot(x, y, color=color, lw=0.5, alpha=0.4)
            values = defaultdict(list)
            for x, y, _, _ in seeds:
                for at, v in zip(x, y):
                    values[at].append(v)
            axis.plot(sorted(values), [statistics.median(values[at]) for at in sorted(values)], "o-", color=color, ms=3.5, lw=1.8, label=label)
        axis.axhline(0, color="black", lw=0.9)
        axis.set_yscale("symlog", linthresh=10, linscale=0.7)
        axis.set_yticks([-1e8, -1e5, -1e2, 0, 1e2, 1e5, 1e8])
        axis.yaxis.set_minor_locator(NullLocator())
        axis.set_xlabel("step")
        axis.set_title(heading)
    legend(fig, 3)
    return fig


@figure("edge-of-stability/implicit-sgd")
def _(name):
    return courses(name, "Eq. (1) of full batches: (η/4)‖∇C‖², gradient descent", "(η/4)‖∇C‖²", "step", {"": ""},
                   {"gd-1e-1": EDGE["gd-1e-1"], "gd-15e-2": EDGE["gd-15e-2"]}, (0, 600), None, yscale="log", words=POWER, width=5.8, height=4.2)


@figure("batch-size/across-train-batch-test-error")
def _(name):
    return along(name, "Test error at the best validation error", TEST, "B", {"": ""},
                 {"sgd": ("η tuned for each size", BLUE), "sgd-slow": ("η = 0.02", ORANGE), "sgd-fast": ("η = 0.1", RED)}, "log", None, "log",
                 xticks=[8, 32, 128, 512, 2048], yticks=[0.08, 0.09, 0.1, 0.12, 0.15, 0.2], apart=0.06, width=6.4, height=4)


@figure("batch-size/curvature-batch_sharpness")
def _(name):
    return courses(name, "Batch sharpness (geometric means)", "batch sharpness", "epoch",
                   {f"batch = {b}": f"B = {b}" for b in (8, 32, 128, 512, 2048)},
                   {"sgd": ("η tuned", BLUE), "sgd-slow": ("η = 0.02", ORANGE), "sgd-fast": ("η = 0.1", RED)}, (0, 40), (0.8, 300), yscale="log",
                   xticks=[0, 20, 40], yticks=[1, 3, 10, 30, 100, 300], words=PLAIN, height=4,
                   levels=[(20, "2/η = 20", (0, (1, 2))), (100, "2/η = 100", (0, (6, 3)))])


def main(studies):
    known = {name.split("/")[0] for name in DRAWN}
    if set(studies) - known:
        sys.exit(f"unknown: {', '.join(sorted(set(studies) - known))}; known: {', '.join(sorted(known))}")
    for name, draw in DRAWN.items():
        if not studies or name.split("/")[0] in studies:
            fig = draw(name)
            fig.savefig(HERE / f"{name}.png", dpi=160, facecolor="white")
            plt.close(fig)
            print(name)


if __name__ == "__main__":
    main(sys.argv[1:])
