"""Makes the small networks of the tests, which take 1 x 8 x 8: python3 make-networks.py (PyTorch 1.13, Debian 12)."""
import pathlib

import torch

HERE = pathlib.Path(__file__).parent


class Small(torch.nn.Module):
    """N x 1 x 8 x 8 to N x 3 x 2 x 4, with weights that need no random numbers."""

    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(1, 3, (4, 2), stride=(4, 2))
        self.conv.weight.data = torch.linspace(-0.5, 0.6, 24).sin().reshape(3, 1, 4, 2)
        self.conv.bias.data = torch.tensor([0.1, -0.2, 0.3])

    def forward(self, images):
        return torch.relu(self.conv(images))


class OneByOne(Small):
    """The number of images is written into it, as a careless export does."""

    def forward(self, images):
        return super().forward(images).reshape(1, 3, 2, 4)


class Mixing(Small):
    """What one image gives depends on the others: batch norm that was not switched to eval."""

    def forward(self, images):
        features = super().forward(images)
        return features / (features.mean(dim=(0, 2, 3), keepdim=True) + 0.1)


class Flat(Small):
    """A classifier's input instead of a feature map."""

    def forward(self, images):
        return super().forward(images).flatten(1)


class Broken(Small):
    """No numbers, whatever the image."""

    def forward(self, images):
        return super().forward(images) * float("nan")


class Contrast(Small):
    """No numbers for an image that is all black."""

    def forward(self, images):
        return super().forward(images) / (images.amax(dim=(1, 2, 3), keepdim=True) + 1)


for name, network in [
    ("small", Small()),
    ("one-by-one", OneByOne()),
    ("mixing", Mixing()),
    ("flat", Flat()),
    ("broken", Broken()),
    ("contrast", Contrast()),
]:
    with torch.no_grad():
        traced = torch.jit.trace(network.eval(), torch.zeros(1, 1, 8, 8), check_trace=False)
        traced.save(str(HERE / (name + ".pt")))
