"""An ONNX graph as it grows, whose weights go to a file beside it as they come: none of them stays in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper

# The newest that onnxruntime 1.23 and genai 0.18 both read.
OPSET, IR_VERSION = 21, 10
CONTRIB = "com.microsoft"
# What ONNX Runtime maps into memory begins at a page of it.
_ALIGNMENT = 4096


class Graph:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []
        self._data = (folder / "model.onnx.data").open("wb")

    def node(self, kind: str, name: str, inputs: list[str], outputs: list[str] | None = None, **options: Any) -> str:
        """Adds a node, of ONNX itself or (`domain`) of another set; returns its first output."""
        outputs = outputs or [f"{name}/output"]
        self._nodes.append(helper.make_node(kind, inputs, outputs, name, **options))
        return outputs[0]

    def weight(self, name: str, values: np.ndarray) -> str:
        """A constant whose values go to the file beside the model; as one in little endian, row by row."""
        values = np.ascontiguousarray(values)
        self._data.write(b"\0" * (-self._data.tell() % _ALIGNMENT))
        self._external(name, values.dtype, values.shape, self._data.tell(), values.nbytes)
        values.tofile(self._data)
        return name

    def same_bytes(self, name: str, of: str, shape: tuple[int, ...]) -> str:
        """A constant of another shape with the very bytes of `of`."""
        other = next(weight for weight in self._weights if weight.name == of)
        place = {entry.key: entry.value for entry in other.external_data}
        dtype = helper.tensor_dtype_to_np_dtype(other.data_type)
        self._external(name, dtype, shape, int(place["offset"]), int(place["length"]))
        return name

    def constant(self, name: str, values: np.ndarray) -> str:
        """A small constant, within the graph."""
        self._weights.append(onnx.numpy_helper.from_array(values, name))
        return name

    def input(self, name: str, dtype: int, shape: list[str | int], default: np.ndarray | None = None) -> str:
        """With a default, one that may be left out: what ONNX Runtime calls an overridable initializer."""
        self._inputs.append(helper.make_tensor_value_info(name, dtype, shape))
        if default is not None:
            self.constant(name, default)
        return name

    def output(self, name: str, dtype: int, shape: list[str | int]) -> None:
        self._outputs.append(helper.make_tensor_value_info(name, dtype, shape))

    def save(self, metadata: dict[str, str]) -> None:
        self._data.close()
        graph = helper.make_graph(self._nodes, "decoder", self._inputs, self._outputs, self._weights)
        sets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
        model = helper.make_model(graph, opset_imports=sets, ir_version=IR_VERSION, producer_name="tuneloop")
        helper.set_model_props(model, metadata)
        (self._folder / "model.onnx").write_bytes(model.SerializeToString())

    def _external(self, name: str, dtype: np.dtype, shape: tuple[int, ...], offset: int, length: int) -> None:
        tensor = TensorProto(name=name, dims=shape, data_type=helper.np_dtype_to_tensor_dtype(np.dtype(dtype)))
        tensor.data_location = TensorProto.EXTERNAL
        place = {"location": "model.onnx.data", "offset": str(offset), "length": str(length)}
        for key, value in place.items():
            tensor.external_data.add(key=key, value=value)
        self._weights.append(tensor)
