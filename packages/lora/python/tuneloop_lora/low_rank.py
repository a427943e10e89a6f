"""The nearest LoRA to a change of weights (Eckart–Young): its largest singular values."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

# Above this an exact decomposition takes seconds a matrix; a randomised one with a few passes is as good to the fourth digit.
LARGEST_EXACT = 512
OVERSAMPLING = 16
PASSES = 6


def low_rank(change: torch.Tensor, rank: int) -> tuple[torch.Tensor, torch.Tensor]:
    """`[output, input]` → A `[rank, input]` and B `[output, rank]` whose product B·A is near; the singular values are
    shared evenly, so that both keep the range of half precision. The rank is at most that of the matrix."""
    import torch

    rank = min(rank, *change.shape)
    if min(change.shape) <= max(LARGEST_EXACT, rank + OVERSAMPLING):
        u, s, vh = torch.linalg.svd(change, full_matrices=False)
        v = vh.T
    else:
        torch.manual_seed(0)
        u, s, v = torch.svd_lowrank(change, q=rank + OVERSAMPLING, niter=PASSES)
    root = s[:rank].sqrt()
    return (v[:, :rank] * root).T.contiguous(), (u[:, :rank] * root).contiguous()
