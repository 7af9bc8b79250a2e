"""Writes layers.csv: outputs and gradients of PyTorch's layers on numbers that both sides can make.

python3 layers.py > layers.csv     (made with PyTorch 1.13.0, float64)

Inputs are sin(0.7 i + 0.3), parameters 0.3 cos(0.9 i + 0.1) over all of a layer's parameters in
their order, and the loss is the sum of the outputs times cos(0.3 i + 0.2).
"""
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def ramp(function, step, start, *shape):
    count = 1
    for extent in shape:
        count *= extent
    return function(step * torch.arange(count, dtype=torch.float64) + start).reshape(shape)


def show(name, function, input_shape, *parameter_shapes):
    a = ramp(torch.sin, 0.7, 0.3, *input_shape).requires_grad_(True)
    flat = 0.3 * ramp(torch.cos, 0.9, 0.1, sum(torch.Size(s).numel() for s in parameter_shapes) or 1)
    parameters, at = [], 0
    for shape in parameter_shapes:
        size = torch.Size(shape).numel()
        parameters.append(flat[at:at + size].reshape(shape).clone().requires_grad_(True))
        at += size
    z = function(a, *parameters)
    loss = (z * ramp(torch.cos, 0.3, 0.2, *z.shape)).sum()
    gradients = torch.autograd.grad(loss, [a] + parameters)
    parts = [("output", z), ("input", gradients[0])]
    parts += [("parameter%d" % i, g) for i, g in enumerate(gradients[1:])]
    for part, tensor in parts:
        print(name, part, " ".join(repr(x) for x in tensor.detach().flatten().tolist()), sep=",")


print("layer,part,numbers")
show("convolution 4 3 1 1 1 true", lambda a, w, b: F.conv2d(a, w, b, 1, 1),
     (2, 3, 5, 6), (4, 3, 3, 3), (4,))
show("convolution 4 3 2 0 1 false", lambda a, w: F.conv2d(a, w, None, 2, 0),
     (2, 3, 6, 7), (4, 3, 3, 3))
show("convolution 6 2 2 1 3 true", lambda a, w, b: F.conv2d(a, w, b, 2, 1, 1, 3),
     (2, 3, 5, 5), (6, 1, 2, 2), (6,))
show("max-pool 2 2 0", lambda a: F.max_pool2d(a, 2, 2), (2, 3, 5, 6))
show("max-pool 3 2 1", lambda a: F.max_pool2d(a, 3, 2, 1), (2, 3, 5, 6))
show("average-pool 2 2", lambda a: F.avg_pool2d(a, 2, 2), (2, 3, 5, 6))
show("group-norm 2", lambda a, w, b: F.group_norm(a, 2, w, b), (2, 4, 3, 3), (4,), (4,))
show("layer-norm", lambda a, w, b: F.layer_norm(a, (6,), w, b), (3, 6), (6,), (6,))
show("silu", F.silu, (3, 5))
show("leaky-relu", F.leaky_relu, (3, 5))
