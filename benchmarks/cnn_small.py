"""One epoch of PyTorch's eager mode on the network that ConvolutionBenchmark trains.

python3 cnn_small.py      prints the seconds of one epoch for every line it reads, until the end

10,000 images of 28×28, batches of 64, SGD, float32, one thread: convolution 16, ReLU, max-pool,
convolution 32, ReLU, max-pool, dense. Images are gathered by index, as Tacit gathers them.
"""
import sys
import time

import torch

torch.set_num_threads(1)
torch.manual_seed(0)
network = torch.nn.Sequential(
    torch.nn.Conv2d(1, 16, 3, padding=1), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
    torch.nn.Conv2d(16, 32, 3, padding=1), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
    torch.nn.Flatten(), torch.nn.Linear(1568, 10))
x = torch.rand(10000, 1, 28, 28)
y = torch.randint(10, (10000,))
optimizer = torch.optim.SGD(network.parameters(), lr=0.001)

for _ in sys.stdin:
    order = torch.randperm(10000)
    start = time.perf_counter()
    for at in range(0, 10000, 64):
        rows = order[at:at + 64]
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(network(x[rows]), y[rows]).backward()
        optimizer.step()
    print(time.perf_counter() - start, flush=True)
