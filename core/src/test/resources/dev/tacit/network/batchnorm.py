"""Writes batchnorm.csv: PyTorch's batch normalisation over several steps of training.

python3 batchnorm.py > batchnorm.csv     (made with PyTorch 1.13.0, float64)

At step t inputs are sin(0.7 i + 0.3 + t), parameters 0.3 cos(0.9 i + 0.1), and the loss is the sum
of the outputs times cos(0.3 i + 0.2); momentum 0.1 and epsilon 1e-5, the second case 0.25 and 1e-3.
"""
import torch

torch.set_default_dtype(torch.float64)


def ramp(function, step, start, *shape):
    count = torch.Size(shape).numel()
    return function(step * torch.arange(count, dtype=torch.float64) + start).reshape(shape)


def show(name, step, part, tensor):
    print(name, step, part, " ".join(repr(x) for x in tensor.detach().flatten().tolist()), sep=",")


def case(name, module, shape):
    channels = shape[1]
    flat = 0.3 * ramp(torch.cos, 0.9, 0.1, 2 * channels)
    with torch.no_grad():
        module.weight.copy_(flat[:channels])
        module.bias.copy_(flat[channels:])
    for step in range(4):
        a = ramp(torch.sin, 0.7, 0.3 + step, *shape).requires_grad_(True)
        z = module.train()(a)
        loss = (z * ramp(torch.cos, 0.3, 0.2, *z.shape)).sum()
        gradients = torch.autograd.grad(loss, [a, module.weight, module.bias])
        for part, tensor in zip(("output", "input", "scale", "bias"), (z,) + gradients):
            show(name, step, part, tensor)
        show(name, step, "mean", module.running_mean)
        show(name, step, "variance", module.running_var)
        show(name, step, "evaluated", module.eval()(a))


print("case,step,part,numbers")
case("vectors", torch.nn.BatchNorm1d(5), (4, 5))
case("images", torch.nn.BatchNorm2d(3, eps=1e-3, momentum=0.25), (2, 3, 4, 2))
