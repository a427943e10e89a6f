"""Supervised fine-tuning: rows `{prompt, completion, tools?}`; the loss is of the completion's tokens alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .arguments import common_arguments, given
from .task import Task

if TYPE_CHECKING:
    from transformers import Trainer


def make_trainer(task: Task) -> Trainer:
    from trl import SFTConfig, SFTTrainer

    settings = task.settings
    model = task.causal_model()
    arguments = SFTConfig(
        **common_arguments(settings, task.validation is not None),
        max_length=settings.max_length,
        packing=settings.packing,
        eval_packing=False,
        # Without attention that knows where a row ends, "bfd" would let rows see each other; "wrapped" says so.
        packing_strategy="bfd" if _separates_rows(model) else "wrapped",
        **given(loss_type=settings.loss_type),
    )
    return SFTTrainer(model, args=arguments, peft_config=task.new_adapter(model), **task.trainer_arguments())


def _separates_rows(model) -> bool:
    return "flash" in str(getattr(model.config, "_attn_implementation", ""))
