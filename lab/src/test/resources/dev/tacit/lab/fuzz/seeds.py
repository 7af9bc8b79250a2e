"""Writes the first inputs of every fuzz target; what fuzzing found lies beside them as crash-*."""
import gzip, io, json, os, struct

HERE = os.path.dirname(os.path.abspath(__file__))


def put(target, **files):
    os.makedirs(f"{HERE}/{target}", exist_ok=True)
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        with open(f"{HERE}/{target}/{name}", "wb") as out:
            out.write(data)


def packed(data):
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as file:
        file.write(data)
    return out.getvalue()


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def tensors(vectors, metadata, **changes):
    data, header = b"", {"__metadata__": dict(metadata)}
    for name, numbers in vectors.items():
        chunk = struct.pack(f"<{len(numbers)}d", *numbers)
        entry = {"dtype": "F64", "shape": [len(numbers)]}
        entry["data_offsets"] = [len(data), len(data) + len(chunk)]
        entry.update(changes)
        header[name] = entry
        data += chunk
    header["__metadata__"]["crc32c"] = format(crc32c(data), "x")
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


EXPERIMENT = """name: small
title: 1e-3
data:   {name: gaussian-mixture, trainExamples: 40, testExamples: 10, labelNoise: {rate: 0.3, kind: flip}}
model:  {name: mlp, depth: 3, width: 16, activation: tanh, init: he}
train:  {batch: 8, epochs: 2, order: reshuffle, schedule: {name: step, every: 1, factor: 0.5, warmUp: 1}}
seeds:  [0, 1]
optimizers:
  sgd:  &o {lr: 0.01}
  1e-1: {<<: *o, rule: adam, beta1: 0.5, epsilonPlacement: inside, biasCorrection: false}
grid: {train.batch: [4, ~], optimizers.sgd.lr: [0.1, 1e-2], data.labelNoise: [~, {rate: 0.5}]}
probes: {preset: none, norm/l2: every 2 epochs, train/loss: off, subset: all, eigenvalues: 3}
claims:
  - {metric: norm/l2, at: epoch 1, less: sgd, than: 1e-1, says: "what it says"}
"""
put("experiment",
    whole=EXPERIMENT,
    small="name: a\ndata: mnist-20k\nmodel: mlp\noptimizers: {sgd: {lr: 1}}\n",
    unset="name: a\ntitle: ~\ndata: {name: linear-teacher, noise: null}\nloss: squared-error\n"
          "optimizers: {lion: {lr: 1, epsilon: }, sgd: null}\n",
    block="# c\nname: |-\n  a\ndescription: >\n  b\n  c\ndata:\n  name: 'mnist-20k'\n"
          "optimizers:\n  sgd:\n    lr: !!float \"1\"\n".replace('"1"', "1"),
    bomb="name: x\na: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
        f"{y}: &{y} [{','.join(['*' + x] * 10)}]\n" for x, y in zip("abcdefg", "bcdefgh")),
    recursion="name: &x [*x]\n", documents="a: 1\n---\nb: 2\n", tab="a:\n\tb: 1\n",
    quote='a: "b\n', empty="", latin1="name: caf\xe9\n".encode("latin1"),
    utf16="name: a\n".encode("utf-16"), huge="name: a\nseeds: 99999999999999999999\n",
    directive="%YAML 1.1\n---\nname: a\n", nothing="---\n...\n", nul="name: \"a\\0b\"\n",
    directory="name: a\ndata: {name: mnist, dir: \"\\0\"}\noptimizers: {sgd: {lr: 1}}\n")
put("override", scalar="mnist-20k", mapping="{name: gaussian-mixture, seed: 3}", unset="~",
    open="{name: mnist-20k", alias="*a", number="1e400", seed="{name: mnist-20k, subsetSeed: 7}")

IMAGES = struct.pack(">IIII", 0x803, 2, 2, 3) + bytes(range(12))
LABELS = struct.pack(">II", 0x801, 3) + bytes([9, 1, 0])
put("idx", plain=IMAGES, packed=packed(IMAGES), twice=packed(packed(IMAGES)), cut=IMAGES[:20],
    page=b"<!DOCTYPE html>", promise=struct.pack(">IIII", 0x803, 2**20, 1, 1),
    overflow=struct.pack(">IIII", 0x803, 2**16, 2**16, 2**31), empty=b"", labels=LABELS)
put("idx-labels", plain=LABELS, packed=packed(LABELS), cut=packed(LABELS)[:-9], images=IMAGES)

POSITION = {"run": "a1b2", "epoch": "3", "step": "12", "metricsBytes": "40"}
THREE = {"w": [1, 2, 3], "state/first_moment": [0, 0, 0], "state/second_moment": [1, 1, 1]}
put("safetensors", whole=tensors({"w": [1.5, -2]}, {"run": "a1b2", "epoch": "1"}),
    other=tensors({"v": [1]}, {}), length=struct.pack("<Q", 2**62) + b"{}",
    promise=tensors({"w": [1]}, {}, shape=[2**29]), negative=tensors({"w": [1]}, {}, shape=[-1]),
    overlong=tensors({"w": [1]}, {}, data_offsets=[0, 2**40]), matrix=tensors({"w": [1]}, {}, shape=[1, 1]),
    text=tensors({"w": [1]}, {}, dtype="BF16"), null=struct.pack("<Q", 8) + b"null    ", cut=b"abc")
put("checkpoint", whole=tensors(THREE, POSITION), other=tensors(THREE, {**POSITION, "run": "b"}),
    negative=tensors(THREE, {**POSITION, "epoch": "-1"}), steps=tensors(THREE, {**POSITION, "step": "-5"}),
    overflow=tensors(THREE, {**POSITION, "epoch": "99999999999"}), short=tensors({"w": [1]}, POSITION),
    probe=tensors({**THREE, "probe/x": [1, 2]}, POSITION))

HEADER = "step,epoch,metric,value,error\n"
ROWS = HEADER + "0,0,train/loss,2.3,\n0,0,norm/l2,1.0,0.1\n4,1,train/loss,NaN,\n4,1,norm/l2,Infinity,\n"
METRICS = dict(
    whole=ROWS, header=HEADER, cut=ROWS + "8,2,tra", cells=HEADER + "1,2\n", number=HEADER + "0,0,a,x,\n",
    back=HEADER + "4,1,a,1,\n3,1,a,1,\n", steps=HEADER + "9007199254740993,0,a,1,\n9007199254740995,0,a,1,\n",
    latin1=HEADER.encode() + b"0,0,\xe9,1,\n", other="a,b\n")
put("metrics", **METRICS)
put("resumed-metrics", **METRICS)
put("status",
    whole=json.dumps(dict(state="finished", step=8, epoch=2, reason="", lastFinite={"norm/l2": 1.0},
                          seconds=1.5, measuringSeconds=0.5, failedMeasurements={"a": "b"})),
    empty="", null="null", few='{"state": "running"}', state='{"state": "lost"}', list="[1]",
    number='{"step": 1e400}', nulls='{"lastFinite": {"a": null}, "failedMeasurements": {"a": null}}')

SETTINGS = {
    "data": {"name": "gaussian-mixture", "classes": 4, "dimension": 8, "trainExamples": 200,
             "testExamples": 100, "separation": 4.0, "seed": 0, "standardise": False, "noiseOnTest": False},
    "model": {"name": "mlp", "widths": [12, 12], "activation": "relu", "bias": True, "init": "he", "initScale": 1.0},
    "loss": "cross-entropy",
    "train": {"batch": 32, "epochs": 3, "order": "reshuffle", "dropLast": False, "precision": "float32",
              "device": "cpu", "schedule": {"name": "constant", "warmUp": 0.0}},
    "optimizer": {"rule": "sgd", "lr": 0.05, "weightDecay": 0.0, "decoupled": False},
    "seed": 0, "probes": {"preset": "none", "train/loss": "every epoch"}}
MANIFEST = {
    "format": 1, "experiment": "small", "slug": "sgd-seed0", "hash": "00", "optimizer": "sgd", "rule": "sgd",
    "seed": 0, "variant": {"train.batch": 32, "data.labelNoise": None}, "settings": SETTINGS, "parameters": 10,
    "network": "mlp", "trainingExamples": 200, "testExamples": 100, "corruptedLabels": 0, "stepsPerEpoch": 7,
    "data": {"name": "gaussian-mixture", "sha256": {}}, "probes": {"train/loss": {"every": 1, "metrics": ["train/loss"]}},
    "obstacles": {}, "environment": {"java": "17"}, "started": "2026-11-25T00:00:00Z"}
for target in ("manifest", "manifest-settings"):
    put(target, whole=json.dumps(MANIFEST, indent=1), null="null", empty="", list="[]", cut=json.dumps(MANIFEST)[:300],
        format=json.dumps({**MANIFEST, "format": 2}), nulls=json.dumps({key: None for key in MANIFEST}),
        latin1=b'{"format": 1, "optimizer": "\xe9"}', deep='{"settings": ' + "[" * 2000,
        settings=json.dumps({**MANIFEST, "settings": {**SETTINGS, "seed": 1e300}}),
        data=json.dumps({**MANIFEST, "data": {"dir": "\0"}}), text=json.dumps({**MANIFEST, "settings": "x"}))
RECORD = {
    "format": 1, "name": "small", "title": "", "description": "", "optimizers": ["sgd", "1e-1"],
    "variants": [{"train.batch": 4}, {"train.batch": None}], "seeds": [0, 1], "runs": ["sgd-seed0-00"], "epochs": 3,
    "claims": [{"metric": "norm/l2", "at": "final", "less": "sgd", "than": "1e-1", "says": "", "source": ""}],
    "experiment": {"name": "small"}}
put("experiment-record", whole=json.dumps(RECORD, indent=1), null="null", empty="", list="[]",
    nulls=json.dumps({key: None for key in RECORD}), runs=json.dumps({**RECORD, "runs": ["../x"]}),
    items=json.dumps({**RECORD, "optimizers": [None], "runs": [None], "variants": [None], "claims": [None]}),
    claims=json.dumps({**RECORD, "claims": [{"metric": None}]}), seeds=json.dumps({**RECORD, "seeds": [1.5]}),
    latin1=b'{"format": 1, "name": "\xe9"}')
