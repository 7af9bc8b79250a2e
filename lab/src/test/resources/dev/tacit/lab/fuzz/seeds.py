"""Writes the first inputs of every fuzz target; what fuzzing found lies beside them as crash-*."""
import gzip, io, json, os, struct, tarfile, zipfile

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
  - {metric: norm/l2, at: mean of last 2 epochs, same: sgd, as: 1e-1, within: 5 %}
"""
put("experiment",
    whole=EXPERIMENT,
    stage=EXPERIMENT.replace("epoch 1", "matched norm/l2 1e999 below"),
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

DOUBLES = struct.pack(">III", 0xe02, 2, 2) + struct.pack(">4d", 1, 2.5, -3, 1e300)
put("idx-numbers", plain=IMAGES, packed=packed(LABELS), doubles=DOUBLES, cut=DOUBLES[:-1], more=DOUBLES + b"x",
    promise=struct.pack(">III", 0xe02, 2**27, 1), type=struct.pack(">II", 0xa01, 1) + b"x", empty=b"")


def npy(descr, shape, data, order="False", version=1):
    header = f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    length = struct.pack("<H" if version == 1 else "<I", len(header))
    return b"\x93NUMPY" + bytes([version, 0]) + length + header + data


def npz(method=zipfile.ZIP_STORED, **arrays):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in arrays.items():
            archive.writestr(zipfile.ZipInfo(name + ".npy"), content, method)
    return out.getvalue()


FLOATS = npy("'<f4'", "(2, 3)", struct.pack("<6f", *range(6)))
WHOLE = npy("'<i8'", "(3,)", struct.pack("<3q", 7, -1, 7))
put("npy", floats=FLOATS, whole=WHOLE, big=npy("'>f8'", "(1, 1)", struct.pack(">d", 0.5), version=2),
    fortran=npy("'<f8'", "(1, 2)", bytes(16), order="True"), objects=npy("'|O'", "(1,)", b"\x80\x04K\x01."),
    records=npy("[('a', '<f8')]", "(1,)", bytes(8)), scalar=npy("'<f8'", "()", bytes(8)),
    promise=npy("'<f8'", "(99999999999, 99999999999)", b""), endless=npy("'<f4'", "(2" + 44 * "1" + ", 3)", b""), header=b"\x93NUMPY\x02\x00" + b"\xff" * 9,
    cut=FLOATS[:-1], none=npy("'<f8'", "(0,)", b""), zip=npz(x=WHOLE), text=b"1,2\n", empty=b"")
put("npy-labels", whole=WHOLE, doubles=npy("'<f8'", "(3,)", struct.pack("<3d", 1, 2, 2)),
    fraction=npy("'<f8'", "(3,)", struct.pack("<3d", 0.5, 2, 2)),
    nan=npy("'<f4'", "(2,)", struct.pack("<2f", float("nan"), 1)), one=npy("'|u1'", "(2,)", b"aa"),
    images=npy("'|u1'", "(2, 2, 2)", bytes(range(8))), large=npy("'<i8'", "(2,)", struct.pack("<2q", 2**53 + 1, 0)))
put("npz", stored=npz(x=FLOATS, y=WHOLE, z=b"other"), packed=npz(zipfile.ZIP_DEFLATED, x=FLOATS, y=WHOLE),
    lacks=npz(x=FLOATS), cut=npz(x=FLOATS, y=WHOLE)[:300], none=npz(), damaged=npz(x=FLOATS[:-3], y=WHOLE),
    page=b"<html>", npy=FLOATS)
RECORD = bytes([9]) + bytes(i % 256 for i in range(3072))
put("cifar", one=RECORD, two=RECORD + b"\0" + RECORD[1:], three=3 * RECORD, cut=RECORD[:-1], label=b"\n" + RECORD[1:],
    empty=b"", page=b"<!DOCTYPE html>", matlab=b"MATLAB 5.0 MAT-file")
put("csv",
    whole='\ufeffa, colour ,id,y\n1.5,red,x7,no\r\n\n-2e1,"bl""ue",x8,yes\n+3,red,x9,no\n', packed=packed(
        b"colour,id,y\nred,1,0\nblue,2,1.0\nred,3,0\n"), names="colour,id,y\nred,1,0.5\n",
    text="colour,id,a,y\nred,1,x,0\n", cells="colour,id,y\nred,1\n", twice="colour,id,id\n", other="a,y\n1,0\n",
    quote='colour,id,y\n"red,1,0\n', header="0.1,0.2\n", rows="colour,id,y\n", empty="",
    latin1=b"colour,id,y\n\xe9,1,0\n", nul="colour,id,y\n\0,1,0\n", page="<html>\n")
put("csv-numbers", whole="1;2;3\n4;5;6\n", spread=" 1 ;-2e-3\n\n.5;3.\n", nan="1;nan\n", huge="1;1e39\n", word="x;y\n1;2\n",
    comma="1,5;2\n", one="1\n2\n", hexadecimal="0x1p3;1\n", empty="")

POSITION = {"run": "a1b2", "epoch": "3", "step": "12", "metricsBytes": "40"}
THREE = {"w": [1, 2, 3], "state/first_moment": [0, 0, 0], "state/second_moment": [1, 1, 1]}
put("safetensors", whole=tensors({"w": [1.5, -2]}, {"run": "a1b2", "epoch": "1"}),
    other=tensors({"v": [1]}, {}), length=struct.pack("<Q", 2**62) + b"{}",
    promise=tensors({"w": [1]}, {}, shape=[2**29]), negative=tensors({"w": [1]}, {}, shape=[-1]),
    overlong=tensors({"w": [1]}, {}, data_offsets=[0, 2**40]), matrix=tensors({"w": [1]}, {}, shape=[1, 1]),
    text=tensors({"w": [1]}, {}, dtype="BF16"), null=struct.pack("<Q", 8) + b"null    ", cut=b"abc")
def tar(*members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, kind, data in members:
            member = tarfile.TarInfo(name)
            member.type, member.size = kind, len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


PLAIN = tar(("set/b.bin", tarfile.REGTYPE, b"other"), ("set/a.bin", tarfile.REGTYPE, bytes(range(200))))
SIZE = PLAIN[:1536 - 512 + 124] + b"77777777777\0" + PLAIN[1536 - 512 + 136:]
put("tar", whole=packed(PLAIN), none=packed(tar()), cut=packed(PLAIN[:1100]), half=packed(PLAIN)[:60], sum=packed(SIZE),
    link=packed(tar(("set/a.bin", tarfile.SYMTYPE, b""))), page=b"<html>", empty=b"", plain=PLAIN)
put("weights", whole=tensors({"fc.weight": [1.5, -2]}, {}), half=tensors({"w": [1]}, {}, dtype="BF16", shape=[4]),
    promise=tensors({"w": [1]}, {}, shape=[2**40]), negative=tensors({"w": [1]}, {}, shape=[-1]),
    beyond=tensors({"w": [1]}, {}, data_offsets=[8, 16]), kind=tensors({"w": [1]}, {}, dtype="F8_E4M3"),
    number=tensors({"w": [1]}, {}, shape=[]), length=struct.pack("<Q", 2**62) + b"{}", null=struct.pack("<Q", 8) + b"null    ",
    npz=npz(x=FLOATS, y=WHOLE), damaged=npz(x=FLOATS[:-3]), cut=npz(x=FLOATS, y=WHOLE)[:300], page=b"<html>", empty=b"")
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
HEADER = "epoch,step,flow_time,seconds,measuring_seconds\n"
TIMES = HEADER + "0,0,0.0,0.5,0.5\n1,4,0.4,2.5,0.75\n"
CLOCK = dict(
    whole=TIMES, header=HEADER, cut=TIMES + "2,8,0.", cells=HEADER + "1,4\n", number=HEADER + "1,4,x,1,1\n",
    back=TIMES + "1,4,0.4,2.5,0.75\n", seconds=HEADER + "0,0,0,2,1\n1,4,0.4,1,1\n", nan=HEADER + "1,4,NaN,1,1\n",
    huge=HEADER + "99999999999,4,0,1,1\n", latin1=HEADER.encode() + b"1,4,0,1,\xe9\n", other="a,b\n", empty="")
put("clock", **CLOCK)
put("resumed-clock", **CLOCK)
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
