"""Ship the reader: float weights to one int8 ONNX file, checked against the float network.

    python -m training.export --weights dist/reader.pt --data DATA

Matrices become int8 with a scale per column, the piece table int8; sums stay 32-bit integers, the rest float.
Seven bits of the eight are used, so that processors without VNNI cannot overflow and give the same sums.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path
from random import Random

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from aggregator.annotate.reader.model import OUTPUTS, STATES, VERSION
from aggregator.annotate.reader.pieces import Splitter
from training import base
from training.batches import Classes, batch
from training.examples import Example, dev_examples
from training.network import Reader, word_states
from training.saved import loaded

FOLDER = Path("aggregator/annotate/reader/weights")
OPSET = 17


class One(nn.Module):
    """The network over one sentence, without padding: what the program runs."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader
        self.eval()

    def forward(self, ids: Tensor, shapes: Tensor, first: Tensor, last: Tensor) -> tuple[Tensor, ...]:
        """Return the heads' scores in the order of `OUTPUTS`, without the axis of sentences."""
        mask = torch.ones_like(ids)
        scores = self.reader(ids[None], shapes[None], mask[None], first[None], last[None])
        states = word_states(
            self.reader.encoder, ids[None], shapes[None], mask[None], first[None], last[None]
        )
        return (*(scores[name][0] for name in OUTPUTS), states[0])


def export(reader: Reader, target: Path) -> None:
    """Write the float network as ONNX."""
    sample = tuple(torch.tensor(one) for one in ([101, 7592, 2088, 102], [0, 1, 1, 0], [1, 2], [1, 2]))
    axes = {"ids": {0: "T"}, "shapes": {0: "T"}, "first": {0: "W"}, "last": {0: "W"}, STATES: {0: "W"}}
    axes |= {name: {0: "W"} for name in ("tag", "name", "certainty", "cue")}
    axes |= {"arc": {0: "W", 1: "V"}, "relation": {0: "W", 1: "V"}, "pair": {0: "V", 1: "W"}}
    torch.onnx.export(
        One(reader), sample, str(target), input_names=["ids", "shapes", "first", "last"],
        output_names=[*OUTPUTS, STATES], dynamic_axes=axes, opset_version=OPSET, dynamo=False,
    )  # fmt: skip


def without_aliases(network: onnx.ModelProto) -> onnx.ModelProto:
    """Have a matrix that is used twice stand under one name: of its second name no int8 matrix is made."""
    matrices = {one.name for one in network.graph.initializer}
    nodes = network.graph.node
    aliases = [one for one in nodes if one.op_type == "Identity" and one.input[0] in matrices]
    names = {one.output[0]: one.input[0] for one in aliases}
    for alias in aliases:
        nodes.remove(alias)
    for node in nodes:
        node.input[:] = [names.get(name, name) for name in node.input]
    return network


def quantised(source: Path, target: Path) -> None:
    """Write the int8 network."""
    onnx.save(without_aliases(onnx.load(source)), source)
    quantize_dynamic(
        source, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
        op_types_to_quantize=["MatMul", "Gather"], extra_options={"MatMulConstBOnly": True},
    )  # fmt: skip


def agreement(
    float_reader: Reader, target: Path, examples: list[Example], classes: Classes
) -> dict[str, float]:
    """Return how often the int8 network decides as the float one does, over whole sentences."""
    splitter = Splitter(base.vocabulary())
    session = onnxruntime.InferenceSession(str(target), providers=["CPUExecutionProvider"])
    same: dict[str, list[float]] = {name: [] for name in OUTPUTS}
    for example in examples:
        inputs = batch([example], splitter, classes).inputs
        with torch.inference_mode():
            ours = float_reader(*inputs)
        ids, shapes, _, first, last = (one[0].numpy() for one in inputs)
        shipped = session.run(list(OUTPUTS), {"ids": ids, "shapes": shapes, "first": first, "last": last})
        for name, given in zip(OUTPUTS, shipped, strict=True):
            wanted = ours[name][0].numpy()
            if name in {"tag", "arc", "relation", "name", "role"}:
                same[name].append(float((given.argmax(-1) == wanted.argmax(-1)).mean()))
            elif name == "vector":
                same[name].append(float(given @ wanted))
            else:
                same[name].append(float(np.abs(given - wanted).mean()))
    return {name: round(float(np.mean(values)), 4) for name, values in same.items()}


def main() -> None:
    """Export, quantise, check, and put the file, its vocabulary and its classes beside one another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=Path("dist/reader.pt"))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=FOLDER)
    args = parser.parse_args()
    reader, classes, scores = loaded(args.weights)
    args.out.mkdir(parents=True, exist_ok=True)
    target = args.out / f"{VERSION}.onnx"
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "reader.onnx"
        export(reader, whole)
        quantised(whole, target)
    onnx.checker.check_model(str(target))
    shutil.copy(base.vocabulary(), args.out / "vocab.txt")
    sample = Random(0).sample(list(dev_examples(args.data)), 300)
    agrees = agreement(reader, target, sample, classes)
    meta = {
        "classes": vars(classes),
        "dev": {name: round(value, 4) for name, value in scores.items()},
        "int8": agrees,
    }
    target.with_suffix(".json").write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(meta["dev"]), json.dumps(agrees), sep="\n")


if __name__ == "__main__":
    main()
