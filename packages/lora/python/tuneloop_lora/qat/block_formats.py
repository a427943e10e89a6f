"""llama.cpp's simplest block formats as functions of a weight: what serving will read instead of it.

A row is cut into blocks of 32 that share a scale of 16 bits (`Q8_0`, `Q4_0` in ggml-quants.c). Rows that 32 does not
divide are scaled as a whole, as formats for them do not exist.
"""

from __future__ import annotations

from collections.abc import Callable

import torch

BLOCK = 32


def int8(weight: torch.Tensor) -> torch.Tensor:
    """Q8_0: 255 steps around zero, the largest magnitude at the end."""
    blocks = _blocks(weight)
    scale = blocks.abs().amax(-1, keepdim=True) / 127
    steps = torch.round(blocks * _inverse(scale))
    return (steps * scale.half().float()).reshape(weight.shape).to(weight.dtype)


def int4(weight: torch.Tensor) -> torch.Tensor:
    """Q4_0: -8 to 7 times the scale; the largest magnitude, with its sign, at -8."""
    blocks = _blocks(weight)
    largest = blocks.gather(-1, blocks.abs().argmax(-1, keepdim=True))
    scale = largest / -8
    steps = torch.clamp(torch.floor(blocks * _inverse(scale) + 8.5), 0, 15) - 8
    return (steps * scale.half().float()).reshape(weight.shape).to(weight.dtype)


FORMATS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {"int8": int8, "int4": int4}


def straight_through(weight: torch.Tensor, rounded: Callable[[torch.Tensor], torch.Tensor]) -> torch.Tensor:
    """The rounded weight forward, its gradient unchanged backward (Bengio et al., 2013, arXiv:1308.3432)."""
    return weight + (rounded(weight.detach()) - weight.detach())


def _blocks(weight: torch.Tensor) -> torch.Tensor:
    width = BLOCK if weight.shape[-1] % BLOCK == 0 else weight.shape[-1]
    return weight.float().reshape(-1, width)


def _inverse(scale: torch.Tensor) -> torch.Tensor:
    return torch.where(scale == 0, torch.zeros_like(scale), 1 / scale)
