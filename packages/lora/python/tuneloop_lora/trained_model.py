"""What was trained, loaded again: the base with its adapter, or the whole model that full tuning wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .base import load_model
from .errors import CommandError

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel


def load_with_adapter(base: str, adapter: str, dtype: torch.dtype, device: str | None = None) -> PreTrainedModel:
    """PEFT's model for inference. Fails with `ADAPTER_INVALID` where the adapter was made for another base."""
    from peft import PeftModel

    model = load_model(base, dtype, device=device)
    try:
        return PeftModel.from_pretrained(model, adapter).eval()
    except (ValueError, KeyError) as error:
        raise CommandError(
            "ADAPTER_INVALID", f"{adapter} cannot be put on {base}: {error}.", "not_an_adapter"
        ) from error
