"""Proximal policy optimisation (arXiv:1909.08593): rows `{prompt}`; a reward model judges the answers that are drawn.

TRL's trainer begins at the first step whatever was done before, and does not look whether it is to stop. What it lacks
is added here, so that a training that was stopped or killed goes on exactly.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import CommandError
from .arguments import common_arguments, given
from .ppo_resume import ResumablePPO
from .reward_model import load_trained_scorer
from .task import Task

if TYPE_CHECKING:
    from datasets import Dataset
    from transformers import PreTrainedModel, Trainer


def make_trainer(task: Task) -> Trainer:
    from trl.experimental.ppo import PPOConfig

    settings = task.settings
    folder = next((Path(reward["folder"]) for reward in settings.rewards if reward["type"] == "model"), None)
    if folder is None:
        raise CommandError(
            "INVALID_REQUEST",
            "PPO needs a reward model: rewards with one of type model, its folder made by method reward.",
        )
    # Answers are appended to their prompts, which therefore end at the same place.
    task.tokenizer.padding_side = "left"
    prompts = _tokenised(task)
    rows = settings.batch_size * settings.gradient_accumulation * settings.processes
    if len(prompts) < rows:
        # TRL's loop would wait for ever for a batch that is full.
        raise CommandError(
            "INVALID_REQUEST",
            f"PPO takes {rows} prompts a step, and there are {len(prompts)}: lower batchSize or gradientAccumulation.",
        )
    common = common_arguments(settings, evaluates=False)
    if settings.max_steps is not None:
        common["num_train_epochs"] = settings.max_steps * rows / len(prompts)
    arguments = PPOConfig(
        **common,
        total_episodes=None,
        response_length=settings.max_new_tokens,
        stop_token="eos",
        num_ppo_epochs=1,
        num_sample_generations=0,
        local_rollout_forward_batch_size=settings.batch_size,
        **given(kl_coef=settings.beta),
    )
    policy = task.causal_model()
    return ResumablePPO(
        args=arguments,
        processing_class=task.tokenizer,
        model=policy,
        ref_model=None,
        reward_model=load_trained_scorer(settings, folder, task.tokenizer),
        value_model=_value_model(task, folder),
        train_dataset=prompts,
        peft_config=task.new_adapter(policy),
    )


def _tokenised(task: Task) -> Dataset:
    length = task.settings.max_length

    def tokenise(row: dict[str, Any]) -> dict[str, list[int]]:
        ids = task.tokenizer.apply_chat_template(row["prompt"], add_generation_prompt=True, return_dict=False)
        return {"input_ids": ids[-length:]}

    return task.train.map(tokenise, remove_columns=task.train.column_names)


def _value_model(task: Task, folder: Path) -> PreTrainedModel:
    """Begins as the reward model; beside an adapter of the policy an adapter and the head are all of it that learns."""
    from peft import get_peft_model

    from .adapter import lora_config

    model = load_trained_scorer(task.settings, folder, task.tokenizer)
    if task.settings.tuning == "full":
        return model
    return get_peft_model(model, lora_config(task.settings.lora, model, "SEQ_CLS"))
