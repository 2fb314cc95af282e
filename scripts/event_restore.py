"""The event model that ships, put back into the network that is trained: to learn on from it.

What ships is rounded: rows of large tables and the encoder's weights to 8 bits and 7, the rest to
16. Training on from there starts within a hair's breadth of the model that was rounded.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from event_network import Model
from onnx import numpy_helper

from foedus.coding._network import unpacked

_TABLES = ("pieces", "places", "of_word", "of_pair", "of_reference")
_ENCODED = ("norm.", "layers.", "project.")  # what the encoder's own file holds


def restore(model: Model, folder: Path) -> None:
    """Give a model of the same shape the weights that ship in a folder."""
    with np.load(folder / "weights.npz") as stored:
        arrays = unpacked(dict(stored))
    graph = onnx.load(str(folder / "encoder.onnx")).graph
    encoder = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    made: dict[str, torch.Tensor] = {}
    for name, value in model.state_dict().items():
        if name.startswith(_ENCODED):
            array = _of_encoder(encoder, "model." + name)
            if ".qkv." in name:  # queries were scaled for the encoder's file
                size = len(array) // 3
                array[:size] *= (size // model.layers[0].heads) ** 0.5
        else:
            key = shipped_name(name)
            table = name.split(".")[0] in _TABLES
            array = arrays[key.removesuffix(".weight") if table else key]
            array = array if table or array.ndim < 2 else array.T
        assert array.shape == tuple(value.shape), (name, array.shape, value.shape)
        made[name] = torch.tensor(np.ascontiguousarray(array))
    model.load_state_dict(made)


def shipped_name(name: str) -> str:
    """Return what a weight of the trained network is called in the model that ships."""
    for old, new in (("role_", "role."), ("reference_", "reference.")):
        if name.startswith(old):
            name = new + name.removeprefix(old)
    for short in ("event", "label", "kind", "factuality"):
        if name.startswith(short):
            name = name.replace(f"{short}.3.", f"{short}.1.")
    return name.replace("kind.", "type.", 1) if name.startswith("kind.") else name


def _of_encoder(encoder: dict[str, np.ndarray], name: str) -> np.ndarray:
    if name in encoder:
        return encoder[name].copy()
    whole = encoder[name + "_Transposed_quantized"].astype(np.float32)
    zero = encoder[name + "_Transposed_zero_point"].astype(np.float32)
    return ((whole - zero) * encoder[name + "_Transposed_scale"]).T.copy()
