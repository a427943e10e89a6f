"""Lets linear layers compute with the weights as they will be after quantisation (Jacob et al., arXiv:1712.05877).

Of a layer with an adapter that is the sum of base and update: what is quantised after both are merged.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn

from ..lora_layers import adapted_layers, update_of
from .block_formats import FORMATS, straight_through


def quantise_in_forward(model: nn.Module, name: str) -> int:
    """Changes the layers of `model` that training changes; `name` is `int8` or `int4`. Returns how many those are."""
    rounded = FORMATS[name]
    layers = [layer for _, layer in adapted_layers(model)]
    if layers:
        for layer in layers:
            layer.forward = _adapted_forward(layer, rounded)
        return len(layers)
    # Without an adapter all of the model is trained. Its head is left out: formats keep that one finer.
    head = model.get_output_embeddings() if hasattr(model, "get_output_embeddings") else None
    linear = [module for module in model.modules() if isinstance(module, nn.Linear) and module is not head]
    for module in linear:
        module.forward = _linear_forward(module, rounded)
    return len(linear)


def _adapted_forward(layer: nn.Module, rounded: Callable[[torch.Tensor], torch.Tensor]):
    def forward(x: torch.Tensor, *args, **kwargs) -> torch.Tensor:
        base = layer.get_base_layer()
        weight = base.weight
        # The frozen copy that preference methods compare with is served quantised as well.
        if not layer.disable_adapters:
            for adapter in layer.active_adapters:
                if adapter in layer.lora_A:
                    weight = weight + update_of(layer, adapter).to(weight.dtype)
        return nn.functional.linear(x.to(weight.dtype), straight_through(weight, rounded), base.bias)

    return forward


def _linear_forward(module: nn.Linear, rounded: Callable[[torch.Tensor], torch.Tensor]):
    def forward(x: torch.Tensor) -> torch.Tensor:
        return nn.functional.linear(x, straight_through(module.weight, rounded), module.bias)

    return forward
