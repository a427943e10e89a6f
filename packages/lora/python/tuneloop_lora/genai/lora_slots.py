"""Where an adapter goes in a graph: inputs that are empty (of rank 0) unless an adapter gives them."""

from __future__ import annotations

import numpy as np
from onnx import helper

from .graph import Graph

A, B = ".lora_A.weight", ".lora_B.weight"


def add_slot(graph: Graph, module: str, source: str, base: str, dtype: np.dtype, inputs: int, outputs: int) -> str:
    """`base` and what an adapter adds to it: source x A x B, with A of (inputs, rank) and B of (rank, outputs)."""
    kind, rank = helper.np_dtype_to_tensor_dtype(dtype), f"{module}.rank"
    a = graph.input(f"{module}{A}", kind, [inputs, rank], np.zeros((inputs, 0), dtype))
    b = graph.input(f"{module}{B}", kind, [rank, outputs], np.zeros((0, outputs), dtype))
    down = graph.node("MatMul", f"{module}/lora_A", [source, a])
    up = graph.node("MatMul", f"{module}/lora_B", [down, b])
    return graph.node("Add", f"{module}/lora", [base, up])
