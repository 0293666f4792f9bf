"""Ship a network whose matrices another file has already: they are read where they lie there.

ONNX keeps a matrix beside its graph as a file's name, an offset and a length; the file can be any. The
comparer names places in the reader's own file, so the encoder's weights ship once.
"""

from __future__ import annotations

from pathlib import Path

import onnx
from onnx.external_data_helper import set_external_data

# Smaller tensors stay in the graph: a scale found by its bytes may be another's.
SMALLEST = 4096


def share(network: onnx.ModelProto, holder: Path) -> int:
    """Refer to `holder` for every matrix whose very bytes it has; return how many bytes that saves."""
    held, saved = holder.read_bytes(), 0
    for tensor in network.graph.initializer:
        place = held.find(tensor.raw_data) if len(tensor.raw_data) >= SMALLEST else -1
        if place >= 0:
            length = len(tensor.raw_data)
            set_external_data(tensor, holder.name, offset=place, length=length)
            tensor.ClearField("raw_data")
            tensor.data_location = onnx.TensorProto.EXTERNAL
            saved += length
    return saved
