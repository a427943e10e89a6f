"""Products with the model's matrices, in the form that they are written in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .block_quantisation import BLOCK, fits, quantise
from .graph import CONTRIB, Graph

PRECISIONS = ("fp32", "fp16", "int8", "int4")


@dataclass(frozen=True)
class Matrices:
    """`precision`: of the matrices of the layers. What is in 4 bits keeps its embeddings and its output in 8: they decide
    on every token, and are the most sensitive."""

    graph: Graph
    precision: str

    @property
    def dtype(self) -> np.dtype:
        """Of activations, norms and whatever is not in blocks."""
        return np.dtype(np.float16 if self.precision == "fp16" else np.float32)

    def product(self, name: str, source: str, matrix: np.ndarray) -> str:
        """`source` times the transposed `matrix`, which is of shape (outputs, inputs)."""
        bits = {"int8": 8, "int4": 4}.get(self.precision)
        if bits is None or not fits(matrix):
            weight = self.graph.weight(f"{name}.weight", matrix.T.astype(self.dtype))
            return self.graph.node("MatMul", name, [source, weight])
        return self._product_of_blocks(name, source, matrix, bits)

    def embed(self, name: str, tokens: str, matrix: np.ndarray) -> str:
        """The rows of `matrix`, of shape (vocabulary, hidden size), at `tokens`."""
        if self._in_blocks(matrix):
            self._write_blocks(name, matrix, 8)
            rows = self.graph.same_bytes(f"{name}.rows", f"{name}.blocks", matrix.shape)
            inputs = [rows, tokens, f"{name}.scales"]
            options = {"bits": 8, "block_size": BLOCK, "gather_axis": 0, "quantize_axis": 1}
            return self.graph.node("GatherBlockQuantized", name, inputs, domain=CONTRIB, **options)
        return self.graph.node("Gather", name, [self.graph.weight(f"{name}.weight", matrix.astype(self.dtype)), tokens])

    def logits(self, name: str, source: str, output: str, matrix: np.ndarray, embeddings: str | None) -> None:
        """`embeddings`: the name under which `embed` wrote the very same matrix."""
        if self._in_blocks(matrix):
            if embeddings is None:
                self._product_of_blocks(name, source, matrix, 8, output)
            else:
                self._multiply_blocks(name, source, embeddings, matrix.shape, 8, output)
        elif embeddings is None:
            weight = self.graph.weight(f"{name}.weight", matrix.T.astype(self.dtype))
            self.graph.node("MatMul", name, [source, weight], [output])
        else:
            inputs = [source, f"{embeddings}.weight"]
            self.graph.node("FusedMatMul", name, inputs, [output], domain=CONTRIB, transB=1)

    def _in_blocks(self, matrix: np.ndarray) -> bool:
        return self.precision in ("int8", "int4") and fits(matrix)

    def _product_of_blocks(
        self, name: str, source: str, matrix: np.ndarray, bits: int, output: str | None = None
    ) -> str:
        self._write_blocks(name, matrix, bits)
        return self._multiply_blocks(name, source, name, matrix.shape, bits, output)

    def _write_blocks(self, name: str, matrix: np.ndarray, bits: int) -> None:
        blocks = quantise(matrix, bits)
        self.graph.weight(f"{name}.blocks", blocks.values)
        self.graph.weight(f"{name}.scales", blocks.scales)
        if blocks.zero_points is not None:
            self.graph.weight(f"{name}.zero_points", blocks.zero_points)

    def _multiply_blocks(
        self, name: str, source: str, written: str, shape: tuple[int, ...], bits: int, output: str | None
    ) -> str:
        inputs = [source, f"{written}.blocks", f"{written}.scales"]
        if bits == 4:
            inputs.append(f"{written}.zero_points")
        # Level 4: activations are rounded to 8 bits as well, for which processors have instructions.
        options = {"N": shape[0], "K": shape[1], "bits": bits, "block_size": BLOCK, "accuracy_level": 4}
        return self.graph.node(
            "MatMulNBits", name, inputs, None if output is None else [output], domain=CONTRIB, **options
        )
