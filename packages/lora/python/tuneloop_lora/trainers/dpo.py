"""Direct preference optimisation (arXiv:2305.18290): rows `{prompt, chosen, rejected, tools?}`.

What the answers are held near to is the base, or the adapter that is gone on from, as it was at the beginning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .arguments import common_arguments, given
from .task import Task

if TYPE_CHECKING:
    from transformers import Trainer


def make_trainer(task: Task) -> Trainer:
    from trl import DPOConfig, DPOTrainer

    settings = task.settings
    model = task.causal_model()
    arguments = DPOConfig(
        **common_arguments(settings, task.validation is not None),
        max_length=settings.max_length,
        **given(beta=settings.beta, loss_type=settings.loss_type and [settings.loss_type]),
    )
    return DPOTrainer(model, args=arguments, peft_config=task.new_adapter(model), **task.trainer_arguments())
