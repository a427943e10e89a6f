"""A reward model (arXiv:2203.02155): rows `{prompt, chosen, rejected}`; one number for a conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .adapter import continued
from .arguments import common_arguments
from .reward_model import load_scorer
from .task import Task

if TYPE_CHECKING:
    from transformers import Trainer


def make_trainer(task: Task) -> Trainer:
    from trl import RewardConfig, RewardTrainer

    settings = task.settings
    model = load_scorer(settings, settings.base, task.tokenizer)
    if settings.start_from:
        model = continued(model, settings.start_from)
    arguments = RewardConfig(
        **common_arguments(settings, task.validation is not None),
        max_length=settings.max_length,
    )
    peft_config = task.new_adapter(model, "SEQ_CLS")
    return RewardTrainer(model, args=arguments, peft_config=peft_config, **task.trainer_arguments())
