"""Writes modules/*.pt and modules.csv: modules as PyTorch saves them, and its numbers of them.

/usr/bin/python3 modules.py     (made with PyTorch 1.13.0)

Parameters and examples are ramps rounded to float32, so that no generator need agree. Numbers are
float64: outputs,
mean cross-entropy, its gradient and the product of its Hessian with 0.1 cos(0.7 i), in the order of
named_parameters; for modules with statistics of batches the buffers after a pass of training, too.
"""
import io
import pathlib
import zipfile

import torch
from torch import nn

HERE = pathlib.Path(__file__).parent
EXAMPLES, CLASSES = 9, 3


def ramp(function, step, start, shape):
    count = torch.Size(shape).numel()
    return function(step * torch.arange(count, dtype=torch.float64) + start).reshape(shape)


class Images(nn.Module):
    def __init__(self, normalisation):
        super().__init__()
        self.first = nn.Conv2d(2, 4, 3, padding=1)
        self.norm = normalisation
        self.second = nn.Conv2d(4, 4, 3, stride=2, padding=1)
        self.drop = nn.Dropout(0.5)
        self.out = nn.Linear(4 * 3 * 3, CLASSES)

    def forward(self, x):
        x = torch.tanh(self.norm(self.first(x)))
        x = torch.tanh(self.second(x))
        return self.out(self.drop(torch.flatten(x, 1)))


class Attention(nn.Module):
    """Two tokens of a word each, and a parameter with one number."""

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.zeros(()))
        self.q = nn.Linear(3, 4)
        self.k = nn.Linear(3, 4)
        self.norm = nn.LayerNorm(3)
        self.out = nn.Linear(6, CLASSES)

    def forward(self, x):
        t = self.norm(x.reshape(x.shape[0], 2, 3))
        a = torch.softmax(self.scale * self.q(t) @ self.k(t).transpose(1, 2), 2)
        return self.out(torch.flatten(a @ t, 1))


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(5, 5)
        self.b = nn.Linear(5, 5)
        self.b.weight = self.a.weight
        self.frozen = nn.Linear(5, CLASSES)
        self.frozen.weight.requires_grad_(False)

    def forward(self, x):
        return self.frozen(torch.tanh(self.b(torch.tanh(self.a(x)))))


class Words(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(4, 3)
        self.out = nn.Linear(15, CLASSES)

    def forward(self, x):
        return self.out(torch.tanh(torch.flatten(self.words(x), 1)))


class Counting(nn.Module):
    """Counts its passes, and overwrites what it is given."""

    def __init__(self):
        super().__init__()
        self.out = nn.Linear(5, CLASSES)
        self.register_buffer("passes", torch.zeros(1, dtype=torch.int64))
        self.register_buffer("drift", torch.zeros(1))

    def forward(self, x):
        self.passes += 1
        self.drift += 0.5
        x.tanh_()
        return self.out(x) + self.drift


class Bad(nn.Module):
    def __init__(self, how: int):
        super().__init__()
        self.how = how
        self.out = nn.Linear(5, CLASSES)
        self.register_buffer("grid", torch.rand(1, 2, 2, 2))

    def forward(self, x):
        z = self.out(x)
        if self.how == 0:
            z = z + torch.rand_like(z)
        if self.how == 1:
            z = z.unsqueeze(2)
        if self.how == 2:
            z = z - z.mean(0)
        if self.how == 3:
            z = z.detach()
        if self.how == 4:
            assert x.sum() < -1000, "the sum is not small enough"
        if self.how == 5:
            image = torch.stack([z, z], 2).unsqueeze(1)
            z = nn.functional.grid_sample(
                image, self.grid.expand(x.shape[0], 2, 2, 2), align_corners=False
            ).flatten(1)[:, :3]
        return z


class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(5, CLASSES)

    def forward(self, x):
        return self.out(x), x


def rounded(tensor):
    return tensor.float().double()


def save(module, name):
    """Without what the file would say of the place it was made at."""
    made = io.BytesIO()
    torch.jit.save(module, made)
    with zipfile.ZipFile(made) as read, zipfile.ZipFile(
        HERE / "modules" / (name + ".pt"), "w"
    ) as written:
        for entry in read.infolist():
            if not entry.filename.endswith(".debug_pkl"):
                kept = zipfile.ZipInfo(entry.filename.replace("archive/", name + "/"))
                written.writestr(kept, read.read(entry))


def filled(module):
    module = module.double()
    with torch.no_grad():
        seen = 0
        for parameter in module.parameters():
            parameter.copy_(rounded(0.4 * ramp(torch.cos, 0.9, 0.1 + seen, parameter.shape)))
            seen += parameter.numel()
    return module


def show(name, part, tensor):
    numbers = " ".join(repr(x) for x in tensor.detach().flatten().tolist())
    print(name, part, numbers, sep=",", file=table)


def flat(tensors):
    return torch.cat([t.reshape(-1) for t in tensors])


def case(name, module, shape, whole=False, trace=False):
    filled(module).eval()
    x = rounded(ramp(torch.sin, 0.7, 0.3, (EXAMPLES, *shape)))
    x = (x > 0).long() + (x > 0.8).long() if whole else x
    y = torch.arange(EXAMPLES) % CLASSES
    z = module(x)
    loss = nn.functional.cross_entropy(z, y)
    w = [p for p in module.parameters() if p.requires_grad]
    gradient = torch.autograd.grad(loss, w, create_graph=True)
    v = 0.1 * ramp(torch.cos, 0.7, 0.0, (sum(p.numel() for p in w),))
    product = torch.autograd.grad(flat(gradient) @ v, w)
    show(name, "outputs", z)
    show(name, "loss", loss)
    show(name, "gradient", flat(gradient))
    show(name, "product", flat(product))
    saved = torch.jit.trace(module, x) if trace else torch.jit.script(module)
    save(saved.float(), name)
    module.double()
    if list(module.buffers()):
        filled(module).train()
        for part in module.modules():
            if isinstance(part, nn.Dropout):
                part.eval()
        module(x)
        show(name, "buffers", flat(b for b in module.buffers() if b.is_floating_point()))


def broken(name, module):
    save(torch.jit.script(filled(module).float().eval()), name)


torch.manual_seed(0)
with open(HERE / "modules.csv", "w") as table:
    print("case,part,numbers", file=table)
    case("dense", nn.Sequential(nn.Linear(5, 6), nn.Tanh(), nn.Linear(6, CLASSES)), (5,))
    case("group-norm", Images(nn.GroupNorm(2, 4)), (2, 6, 6))
    case("batch-norm", Images(nn.BatchNorm2d(4, momentum=0.3)), (2, 6, 6))
    case("traced", Images(nn.GroupNorm(2, 4)), (2, 6, 6), trace=True)
    case("attention", Attention(), (6,))
    case("tied", Tied(), (5,))
    case("words", Words(), (5,), whole=True)
broken("counting", Counting())
for how, name in enumerate(["random", "deep", "mixing", "detached", "failing", "once"]):
    broken(name, Bad(how))
broken("pair", Pair())
broken("cumulative", Images(nn.BatchNorm2d(4, momentum=None)))
frozen = torch.jit.freeze(torch.jit.script(filled(Pair()).float().eval()))
save(frozen, "frozen")
