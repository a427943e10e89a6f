"""Group relative policy optimisation (arXiv:2402.03300): rows `{prompt, …}`; answers are drawn and rewarded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .arguments import common_arguments, given
from .rewards import reward_functions
from .task import Task

if TYPE_CHECKING:
    from transformers import Trainer


def make_trainer(task: Task) -> Trainer:
    from trl import GRPOConfig, GRPOTrainer

    settings = task.settings
    model = task.causal_model()
    functions, tokenizers, weights = reward_functions(task)
    # Held-out prompts are answered as often as others.
    common = {
        **common_arguments(settings, task.validation is not None),
        "per_device_eval_batch_size": settings.generations,
    }
    arguments = GRPOConfig(
        **common,
        num_generations=settings.generations,
        max_completion_length=settings.max_new_tokens,
        reward_weights=weights,
        **given(beta=settings.beta, loss_type=settings.loss_type),
    )
    return GRPOTrainer(
        model,
        reward_funcs=functions,
        reward_processing_classes=tokenizers,
        args=arguments,
        peft_config=task.new_adapter(model),
        **task.trainer_arguments(),
    )
