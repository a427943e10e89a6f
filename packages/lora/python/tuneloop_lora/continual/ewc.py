"""Elastic weight consolidation (Kirkpatrick et al., 2017, arXiv:1612.00796).

Training on a new task is pulled back, by half of `lambda` times Σ F (θ - θ*)², towards the weights θ* that know the
earlier one; F, the diagonal of the Fisher information, says which of them the earlier task depends on.

For an adapter, θ are the weights as they are served: base and update merged. Its two matrices say nothing one by one
(B·R and R⁻¹·A are the same update), and a new adapter's have no past; the update's entries have one, that of the base
or of the adapter that is gone on from (so in EWC-LoRA; Xiang et al., 2023, arXiv:2305.10626). F is measured there as
well, from each layer's inputs and the gradients of its outputs, so that the base may be held in 4 bits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import CommandError
from ..lora_layers import adapted_layers, update_of
from ..rows import Row, read_rows
from ..trainers.settings import EwcSettings
from ..trainers.task import Task
from .answers import tokenised_answers

if TYPE_CHECKING:
    import torch
    from torch import nn
    from transformers import Trainer


def consolidate(trainer: Trainer, task: Task, settings: EwcSettings) -> None:
    """Measures what the earlier task's rows depend on, and adds the penalty to the trainer's loss."""
    rows = _some_of(read_rows(settings.data), settings.samples, task.settings.seed)
    examples = tokenised_answers(rows, task.tokenizer, task.settings.max_length)
    if not examples:
        raise CommandError(
            "INVALID_REQUEST",
            f"{settings.data.name} has no row with an answer to consolidate: it wants prompt with completion (or "
            "chosen), as the earlier training had.",
            "bad_rows",
        )
    model = trainer.model
    device = trainer.args.device
    model.to(device)
    layers = dict(adapted_layers(model))
    penalty = _AdapterPenalty(layers) if layers else _WeightPenalty(model)
    was_training = model.training
    # Dropout would make two measurements of the same rows differ.
    model.eval()
    for ids, labels in examples:
        penalty.measure(model, ids.to(device), labels.to(device))
    model.train(was_training)
    penalty.finish(len(examples))
    _add_to_loss(trainer, penalty, settings.strength)


class _AdapterPenalty:
    """On the merged weights of layers with an adapter. Holds one number for each entry of their weights."""

    def __init__(self, layers: dict[str, Any]) -> None:
        import torch

        self.layers = layers
        with torch.no_grad():
            # A new adapter's update is zero, and needs no room.
            updates = {name: update_of(layer) for name, layer in layers.items()}
            self.anchor = {name: update.clone() if update.any() else None for name, update in updates.items()}
            self.fisher = {name: torch.zeros_like(update, dtype=torch.float32) for name, update in updates.items()}

    def measure(self, model: nn.Module, ids: torch.Tensor, labels: torch.Tensor) -> None:
        """Adds one row's squared gradients. The gradient of a layer's weight is Σ over tokens of g xᵀ."""
        inputs: dict[str, torch.Tensor] = {}
        hooks = []
        for name, layer in self.layers.items():
            hooks.append(layer.register_forward_hook(self._remember(name, inputs)))
        try:
            model(input_ids=ids, labels=labels).loss.backward()
        finally:
            for hook in hooks:
                hook.remove()
            model.zero_grad(set_to_none=True)

    def _remember(self, name: str, inputs: dict[str, torch.Tensor]):
        def forward(module: nn.Module, arguments: tuple, output: torch.Tensor) -> None:
            inputs[name] = arguments[0].detach()
            output.register_hook(lambda gradient: self._add(name, inputs.pop(name), gradient))

        return forward

    def _add(self, name: str, x: torch.Tensor, gradient: torch.Tensor) -> None:
        x, gradient = x.flatten(0, -2).float(), gradient.flatten(0, -2).float()
        self.fisher[name] += (gradient.T @ x).square()

    def finish(self, count: int) -> None:
        for fisher in self.fisher.values():
            fisher /= count

    def value(self) -> torch.Tensor:
        total: Any = 0
        for name, layer in self.layers.items():
            moved = update_of(layer).float()
            if self.anchor[name] is not None:
                moved = moved - self.anchor[name]
            total = total + (self.fisher[name] * moved.square()).sum()
        return total


class _WeightPenalty:
    """On all weights that are trained."""

    def __init__(self, model: nn.Module) -> None:
        import torch

        self.weights = {name: weight for name, weight in model.named_parameters() if weight.requires_grad}
        self.anchor = {name: weight.detach().clone() for name, weight in self.weights.items()}
        self.fisher = {name: torch.zeros_like(weight, dtype=torch.float32) for name, weight in self.weights.items()}

    def measure(self, model: nn.Module, ids: torch.Tensor, labels: torch.Tensor) -> None:
        model(input_ids=ids, labels=labels).loss.backward()
        for name, weight in self.weights.items():
            if weight.grad is not None:
                self.fisher[name] += weight.grad.float().square()
        model.zero_grad(set_to_none=True)

    def finish(self, count: int) -> None:
        for fisher in self.fisher.values():
            fisher /= count

    def value(self) -> torch.Tensor:
        total: Any = 0
        for name, weight in self.weights.items():
            total = total + (self.fisher[name] * (weight - self.anchor[name]).float().square()).sum()
        return total


def _add_to_loss(trainer: Trainer, penalty: _AdapterPenalty | _WeightPenalty, strength: float) -> None:
    original = trainer.compute_loss

    def compute_loss(model, inputs, return_outputs=False, num_items_in_batch=None):
        result = original(model, inputs, return_outputs=return_outputs, num_items_in_batch=num_items_in_batch)
        # Held-out loss stays what it is without.
        if not model.training:
            return result
        share = strength / 2
        # The trainer sums what the forward passes of a step return: once it has divided each by their number itself,
        # once (with the mean over all tokens of the step) it has not.
        divided = not trainer.model_accepts_loss_kwargs or num_items_in_batch is None
        if not (divided and trainer.compute_loss_func is None):
            share /= trainer.current_gradient_accumulation_steps
        added = share * penalty.value()
        return (result[0] + added, result[1]) if return_outputs else result + added

    trainer.compute_loss = compute_loss


def _some_of(rows: list[Row], count: int, seed: int) -> list[Row]:
    import random

    return rows if len(rows) <= count else random.Random(seed).sample(rows, count)
