"""Odds-ratio preference optimisation (arXiv:2403.07691): rows `{prompt, chosen, rejected}`; no reference model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .arguments import common_arguments, given
from .task import Task

if TYPE_CHECKING:
    from transformers import Trainer


def make_trainer(task: Task) -> Trainer:
    from trl.experimental.orpo import ORPOConfig, ORPOTrainer

    settings = task.settings
    model = task.causal_model()
    arguments = ORPOConfig(
        **common_arguments(settings, task.validation is not None),
        max_length=settings.max_length,
        **given(beta=settings.beta),
    )
    return ORPOTrainer(model, args=arguments, peft_config=task.new_adapter(model), **task.trainer_arguments())
