"""Writes the files beside this script, with NumPy 1.24, and prints what they hold.

    /usr/bin/python3 make.py

Numbers are formulas of their place, so that a test can state them without this script.
"""
import gzip
import hashlib
import struct

import numpy as np

i, j = np.meshgrid(np.arange(6), np.arange(4), indexing="ij")
table = (i + j / 8).astype(np.float64)  # [6, 4]: exact in float32

for kind in ("float32", "float64", "int64", "int32", "int16", "int8", "uint8"):
    np.save(f"{kind}.npy", (8 * table).astype(kind))
np.save("big-endian.npy", (8 * table).astype(">f4"))
np.save("fortran.npy", np.asfortranarray(table))
np.save("objects.npy", np.array([{"a": 1}, None], dtype=object), allow_pickle=True)
np.save("records.npy", np.zeros(3, dtype=[("a", "<f4"), ("b", "<i4")]))
np.save("complex.npy", np.zeros(3, dtype="<c8"))
nan = table.copy()
nan[4, 1] = np.nan
np.save("nan.npy", nan)
np.save("large.npy", np.array([[1], [2**24], [2**24 + 1]], dtype=np.int64))
np.save("far-labels.npy", np.array([2**53 + 1, 2**53, 2**53 + 1, -5], dtype=np.int64))

images = (np.arange(6 * 2 * 3) * 7 % 256).astype(np.uint8).reshape(6, 2, 3)
labels = np.array([3, 1, 1, 7, 3, 7], dtype=np.int64)  # classes 1, 0, 0, 2, 1, 2
for name, save in (("plain.npz", np.savez), ("packed.npz", np.savez_compressed)):
    save(name, x_train=images, y_train=labels, x_test=images[:2], y_test=labels[:2], other=table)


def idx(a, code):
    return struct.pack(">HBB", 0, code, a.ndim) + struct.pack(f">{a.ndim}I", *a.shape) + a.tobytes()


open("float.idx", "wb").write(idx(table.astype(">f8"), 14))
open("short.idx.gz", "wb").write(gzip.compress(idx((8 * table).astype(">i2"), 11), mtime=0))

# CIFAR-10's layout: a label, then 1,024 red, green and blue numbers
records = b""
for n in range(3):
    planes = (np.arange(3072) + 10 * n) % 251
    records += bytes([9 - n]) + planes.astype(np.uint8).tobytes()
open("cifar.bin", "wb").write(records)

for name in ("float32.npy", "packed.npz", "cifar.bin"):
    print(hashlib.sha256(open(name, "rb").read()).hexdigest(), name)
