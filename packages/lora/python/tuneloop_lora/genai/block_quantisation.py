"""Matrices in 4 or 8 bits, in blocks of 32 along their inputs, as the operator MatMulNBits of ONNX Runtime takes them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BLOCK = 32


@dataclass(frozen=True)
class Blocks:
    bits: int
    # uint8 of shape (outputs, blocks, BLOCK * bits / 8); of 4 bits, the lower half of a byte comes first.
    values: np.ndarray
    # float32 of shape (outputs, blocks).
    scales: np.ndarray
    # uint8 of shape (outputs, bytes of a row), packed as the values are. None: the middle, 2 ** (bits - 1).
    zero_points: np.ndarray | None


def fits(matrix: np.ndarray) -> bool:
    return matrix.shape[1] % BLOCK == 0


def quantise(matrix: np.ndarray, bits: int) -> Blocks:
    """`matrix`: float32 of shape (outputs, inputs), inputs a multiple of 32.

    8 bits are symmetric about zero, so that Q8_0 comes out as it was. 4 bits have a zero of their own in each block: of
    sixteen values each counts.
    """
    blocks = np.ascontiguousarray(matrix, np.float32).reshape(matrix.shape[0], -1, BLOCK)
    return _symmetric(blocks) if bits == 8 else _with_zero_points(blocks)


def _symmetric(blocks: np.ndarray) -> Blocks:
    scales = np.abs(blocks).max(axis=2) / np.float32(127)
    values = np.rint(blocks * _inverse(scales)[..., None]) + 128
    return Blocks(8, values.astype(np.uint8), scales.astype(np.float32), None)


def _with_zero_points(blocks: np.ndarray) -> Blocks:
    low = np.minimum(blocks.min(axis=2), 0)
    high = np.maximum(blocks.max(axis=2), 0)
    scales = (high - low) / np.float32(15)
    inverse = _inverse(scales)
    zeros = np.clip(np.rint(-low * inverse), 0, 15)
    values = np.clip(np.rint(blocks * inverse[..., None]) + zeros[..., None], 0, 15).astype(np.uint8)
    return Blocks(4, _packed(values), scales.astype(np.float32), _packed(zeros.astype(np.uint8)))


def _inverse(scales: np.ndarray) -> np.ndarray:
    return np.divide(1, scales, out=np.zeros_like(scales), where=scales != 0)


def _packed(values: np.ndarray) -> np.ndarray:
    """Two of the last axis to a byte; an odd one is alone in the last."""
    if values.shape[-1] % 2 == 1:
        values = np.concatenate([values, np.zeros_like(values[..., :1])], axis=-1)
    return values[..., 0::2] | (values[..., 1::2] << 4)
