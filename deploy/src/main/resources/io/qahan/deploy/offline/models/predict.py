#!/usr/bin/env python3
"""Classifies an image with what `qahan models export` wrote beside this: predict.py IMAGE [BLOCKS]
Takes PyTorch and Pillow. BLOCKS (3,17,42) are those that the mask keeps. Without them blocks are flipped, the best first,
from none kept until no flip lowers the energy (eqs. 7-10). That is a local optimum: a stream's workers may know a better one."""
import json, math, pathlib, sys, torch
from PIL import Image, ImageOps
here = pathlib.Path(__file__).parent
def tensors(name):  # safetensors: length of the header, header, values
    data = (here / name).read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = {k: v for k, v in json.loads(data[8:start]).items() if k != "__metadata__"}
    return {k: torch.frombuffer(bytearray(data[slice(*(start + o for o in v["data_offsets"]))]), dtype=torch.float32).reshape(v["shape"]) for k, v in header.items()}
model = json.loads((here / "model.json").read_text())
want, attention = model["input"], model["attention"]
height, width, channels = want["height"], want["width"], want["channels"]
image = ImageOps.exif_transpose(Image.open(sys.argv[1])).convert("L" if channels == 1 else "RGB")
if image.size != (width, height):
    if want["other"] == "refuse":
        sys.exit(f"image of {image.size[0]} x {image.size[1]}, but the model takes {width} x {height}")
    image = (ImageOps.fit if want["other"] == "crop" else Image.Image.resize)(image, (width, height), Image.BILINEAR)
pixels = torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8).reshape(height, width, channels).permute(2, 0, 1)
x = ((pixels - torch.tensor(want["mean"]).reshape(-1, 1, 1)) / torch.tensor(want["std"]).reshape(-1, 1, 1)).float()[None]
with torch.no_grad():
    if model["features"]["kind"] == "paper":
        conv = tensors("conv.safetensors")
        for i in "12":
            x = torch.nn.functional.conv2d(x, conv[f"conv{i}.weight"], conv[f"conv{i}.bias"], stride=2, padding=2).relu()
    else:
        x = torch.jit.load(str(here / "features.pt")).eval()(x)
features, (rows, columns), k = x.flatten(), attention["blocks"], attention["k"]
n, d, places = rows * columns, len(features) // (rows * columns), torch.arange(len(features))
if attention["layout"] == "spatial":
    places, line = places.reshape(d, n).T, columns if columns > 1 else n
elif attention["layout"] == "rows":
    places, line = places.reshape(n, d), n
else:
    side = math.isqrt(len(features))
    places, line = places.reshape(rows, side // rows, columns, side // columns).transpose(1, 2).reshape(n, d), n
blocks = features[places].double()
norms, kept = (blocks * blocks).sum(1), torch.zeros(n, dtype=torch.bool)
weight = 1.0 if attention["objective"] == "literal" else -1 / (k * (norms.max().item() or 1))
def neighbours(kept):  # how many kept blocks are beside each, in a line and, in a grid, above and below
    grid = torch.nn.functional.pad(kept.double().reshape(-1, line), (1, 1, 1, 1))
    return (grid[1:-1, :-2] + grid[1:-1, 2:] + grid[:-2, 1:-1] + grid[2:, 1:-1]).flatten()
if len(sys.argv) > 2:
    kept[[int(block) for block in sys.argv[2].split(",")]] = True
while len(sys.argv) == 2:
    sign = torch.where(kept, -1.0, 1.0).double()  # what a flip does to a block
    change = weight * (norms + 2 * sign * (blocks @ blocks[kept].sum(0))) + attention["lambda2"] * sign * neighbours(kept)
    change += attention["lambda1"] * (1 + 2 * sign * (int(kept.sum()) - k))
    if change.min() > -1e-12:
        break
    kept[change.argmin()] ^= True
if attention["output"] == "pooled":
    seen = blocks[kept].mean(0).float() if kept.any() else torch.zeros(d)
else:
    seen = torch.zeros_like(features).index_copy(0, places[kept].flatten(), features[places[kept].flatten()])
head = tensors("head.safetensors") if model["head"] else {"fc.weight": torch.zeros(len(model["classes"]), len(seen)), "fc.bias": torch.zeros(len(model["classes"]))}
p = torch.softmax(head["fc.weight"] @ seen + head["fc.bias"], 0).tolist()
print(json.dumps({"class": model["classes"][p.index(max(p))], "probabilities": dict(zip(model["classes"], p)), "kept": kept.nonzero().flatten().tolist()}))
