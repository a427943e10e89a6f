"""How many weights of a row share a scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import CommandError

if TYPE_CHECKING:
    from transformers import PreTrainedModel

# Those that vLLM has kernels for; the larger, the smaller the file.
_SIZES = (128, 64, 32)


def group_size(model: PreTrainedModel) -> int:
    """The largest that the inputs of all matrices are a multiple of."""
    import torch

    inputs = {
        module.in_features
        for name, module in model.named_modules()
        if isinstance(module, torch.nn.Linear) and name != "lm_head"
    }
    found = next((size for size in _SIZES if all(count % size == 0 for count in inputs)), None)
    if found is None:
        raise CommandError(
            "UNSUPPORTED",
            f"The matrices of this model have inputs ({', '.join(map(str, sorted(inputs)))}) that are no multiples of "
            f"{_SIZES[-1]}, as AWQ's blocks are.",
            "group_size",
        )
    return found
