"""Makes the embedded subset from the four published MNIST files.

    python3 make.py DIRECTORY_OF_MNIST

The first 10,000 training images with their labels, and all 10,000 test images; gzip without name or
time, so that the same input gives the same bytes.
"""
import gzip
import hashlib
import pathlib
import struct
import sys

source = pathlib.Path(sys.argv[1])
target = pathlib.Path(__file__).parent
KEEP = 10_000


def save(name, content):
    with open(target / (name + ".gz"), "wb") as file:
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=9) as out:
            out.write(content)
    print(hashlib.sha256(content).hexdigest(), name)


for part in ("train", "t10k"):
    images = gzip.decompress((source / f"{part}-images-idx3-ubyte.gz").read_bytes())
    labels = gzip.decompress((source / f"{part}-labels-idx1-ubyte.gz").read_bytes())
    save(f"{part}-images-idx3-ubyte", struct.pack(">4I", 0x803, KEEP, 28, 28) + images[16 : 16 + KEEP * 784])
    save(f"{part}-labels-idx1-ubyte", struct.pack(">2I", 0x801, KEEP) + labels[8 : 8 + KEEP])
