"""Rows of earlier tasks among the new ones (experience replay; Rolnick et al., 2019, arXiv:1811.11682)."""

from __future__ import annotations

import random

from ..rows import Row


def with_replayed(new: list[Row], earlier: list[Row], fraction: float, seed: int) -> list[Row]:
    """All of `new`, and of `earlier` as many that they are `fraction` of the whole; the same at every call.

    Where `earlier` has fewer, each is taken about equally often. The trainer's sampler mixes them.
    """
    wanted = max(1, round(len(new) * fraction / (1 - fraction)))
    chosen: list[Row] = []
    generator = random.Random(seed)
    while len(chosen) < wanted:
        chosen += generator.sample(earlier, min(len(earlier), wanted - len(chosen)))
    return new + chosen
