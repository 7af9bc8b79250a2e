"""What `tacit analyse` takes, from a PyTorch model, its weights, its optimizer and its data.

    import to_tacit
    to_tacit.module(model, "net.pt", example=x[:2])
    to_tacit.weights(model, "weights/epoch1.safetensors")
    to_tacit.optimizer(model, optimizer, "states/epoch1.safetensors")
    to_tacit.data("data.npz", train_set, test_set)

Needs torch and numpy; safetensors files are written here, as their format has it.
"""

import json
import pathlib
import struct

import numpy as np
import torch


def module(model, path, example=None, script=True):
    """The network as TorchScript, as it is evaluated. Scripted, it keeps its training mode;
    `script=False` traces it with an example, for forwards that script refuses."""
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            saved = torch.jit.script(model) if script else torch.jit.trace(model, (example,))
        _folder(path)
        saved.save(str(path))
    finally:
        model.train(was_training)


def weights(model, path):
    """All arrays of a model, or of its state_dict, by their names."""
    state = model if isinstance(model, dict) else model.state_dict()
    safetensors(path, {name: value for name, value in state.items()})


def optimizer(model, rule, path):
    """What an optimizer remembers of each parameter, as NAME.exp_avg_sq, NAME.step, …"""
    arrays = {}
    for name, parameter in model.named_parameters():
        for key, value in rule.state.get(parameter, {}).items():
            if value is not None:
                arrays[f"{name}.{key}"] = torch.as_tensor(value)
    safetensors(path, arrays)


def data(path, train, test=None):
    """Examples and labels of one or two data sets (anything with pairs), as they are fed."""
    arrays = {}
    for name, pairs in (("train", train), ("test", test)):
        if pairs is not None:
            inputs, labels = zip(*(pairs[i] for i in range(len(pairs))))
            arrays["x_" + name] = np.stack([np.asarray(x) for x in inputs])
            arrays["y_" + name] = np.asarray([np.asarray(y) for y in labels])
    _folder(path)
    np.savez(path, **arrays)


def safetensors(path, arrays):
    """Named tensors: eight bytes with the header's length, the header in JSON, the numbers."""
    names = {
        torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16",
        torch.int64: "I64", torch.int32: "I32", torch.int16: "I16", torch.int8: "I8",
        torch.uint8: "U8", torch.bool: "BOOL",
    }
    header, chunks, offset = {}, [], 0
    for name, tensor in arrays.items():
        plain = tensor.detach().cpu().contiguous()
        kind = names[plain.dtype]
        plain = plain.view(torch.int16) if plain.dtype == torch.bfloat16 else plain
        chunk = plain.numpy().tobytes()
        span = [offset, offset + len(chunk)]
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": span}
        chunks.append(chunk)
        offset += len(chunk)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    _folder(path)
    with open(path, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text + b"".join(chunks))


def _folder(path):
    pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
