"""Kahneman-Tversky optimisation (arXiv:2402.01306): rows `{prompt, completion, label, tools?}`, thumbs alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .arguments import common_arguments, given
from .task import Task

if TYPE_CHECKING:
    from transformers import Trainer


def make_trainer(task: Task) -> Trainer:
    from trl import KTOConfig, KTOTrainer

    settings = task.settings
    model = task.causal_model()
    labels = task.train["label"]
    good = sum(1 for label in labels if label)
    bad = len(labels) - good
    arguments = KTOConfig(
        **common_arguments(settings, task.validation is not None),
        max_length=settings.max_length,
        # Where there is far more of one kind, it would drown the other (section 4.2 of the paper).
        **(_balanced(good, bad)),
        **given(beta=settings.beta, loss_type=settings.loss_type),
    )
    return KTOTrainer(model, args=arguments, peft_config=task.new_adapter(model), **task.trainer_arguments())


def _balanced(good: int, bad: int) -> dict[str, float]:
    if good == 0 or bad == 0 or 0.75 <= good / bad <= 4 / 3:
        return {}
    return {"undesirable_weight": good / bad} if good > bad else {"desirable_weight": bad / good}
