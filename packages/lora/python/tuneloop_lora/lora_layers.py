"""PEFT's linear layers with low-rank matrices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import nn

# The one that is trained; trainers may keep a frozen copy of it as another.
ADAPTER = "default"


def adapted_layers(model: nn.Module) -> Iterator[tuple[str, Any]]:
    """Names and layers whose weight an adapter changes."""
    from peft.tuners.lora import Linear, LoraLayer

    for name, module in model.named_modules():
        if isinstance(module, LoraLayer) and ADAPTER in module.lora_A and _is_linear(module, Linear):
            yield name, module


def update_of(layer: Any, adapter: str = ADAPTER) -> torch.Tensor:
    """What the adapter adds to the layer's weight, `[out, in]`, differentiable in its matrices."""
    return (layer.lora_B[adapter].weight @ layer.lora_A[adapter].weight) * layer.scaling[adapter]


def _is_linear(module: Any, linear: type) -> bool:
    return isinstance(module, linear) or type(module).__name__ in ("Linear4bit", "Linear8bitLt")
