"""Reads the embedded MNIST subset without any code of this project; prints what the tests compare.

    python3 mnist_20k_facts.py DIRECTORY > mnist_20k_facts.properties

with DIRECTORY = core/src/main/resources/dev/tacit/data/mnist-20k
"""
import gzip
import pathlib
import sys

source = pathlib.Path(sys.argv[1])
for name, part in (("train", "train"), ("test", "t10k")):
    images = gzip.decompress((source / f"{part}-images-idx3-ubyte.gz").read_bytes())[16:]
    labels = gzip.decompress((source / f"{part}-labels-idx1-ubyte.gz").read_bytes())[8:]
    rows = [images[784 * i : 784 * (i + 1)] for i in range(len(labels))]
    print(f"{name}.count={len(labels)}")
    print(f"{name}.pixelSum={sum(images)}")
    print(f"{name}.weightedPixelSum={sum(i % 1009 * sum(row) for i, row in enumerate(rows))}")
    print(f"{name}.perClass={','.join(str(labels.count(c)) for c in range(10))}")
    print(f"{name}.firstLabels={','.join(map(str, labels[:10]))}")
    print(f"{name}.lastLabels={','.join(map(str, labels[-10:]))}")
    print(f"{name}.rowSums={','.join(str(sum(rows[i])) for i in (0, 1, 4999, 9999))}")
    print(f"{name}.middleRowOfFirst={','.join(map(str, rows[0][14 * 28 : 15 * 28]))}")
