"""What all of TRL's configurations have in common."""

from __future__ import annotations

import os
from typing import Any

from .settings import Settings

# Where nothing is said: about ten checkpoints in a run.
CHECKPOINT_FRACTION = 0.1


def common_arguments(settings: Settings, evaluates: bool) -> dict[str, Any]:
    """Of `transformers.TrainingArguments`. Every one that TRL would choose otherwise is named."""
    import torch

    from ..base import torch_dtype

    dtype = torch_dtype(settings.precision)
    steps = settings.evaluation_every_steps
    return {
        "output_dir": str(settings.checkpoints),
        "num_train_epochs": settings.epochs,
        "max_steps": settings.max_steps or -1,
        "per_device_train_batch_size": settings.batch_size,
        "per_device_eval_batch_size": settings.batch_size,
        "gradient_accumulation_steps": settings.gradient_accumulation,
        "learning_rate": settings.learning_rate,
        "lr_scheduler_type": settings.schedule,
        # Below 1, `warmup_steps` is a fraction of all.
        "warmup_steps": settings.warmup_ratio if settings.warmup_ratio < 1 else 0.999,
        "weight_decay": settings.weight_decay,
        "max_grad_norm": settings.max_grad_norm,
        "gradient_checkpointing": settings.gradient_checkpointing,
        "gradient_checkpointing_kwargs": {"use_reentrant": False} if settings.gradient_checkpointing else None,
        "bf16": dtype == torch.bfloat16,
        "fp16": dtype == torch.float16,
        "use_cpu": not torch.cuda.is_available() and not torch.backends.mps.is_available(),
        "seed": settings.seed,
        "data_seed": settings.seed,
        "logging_strategy": "steps",
        "logging_steps": 1,
        # The filter would print a loss that is not a number as if it were one.
        "logging_nan_inf_filter": False,
        "save_strategy": "steps",
        "save_steps": settings.checkpoint_every_steps or CHECKPOINT_FRACTION,
        # `CompleteCheckpoints` removes the older ones: not before the newer one is complete.
        "save_total_limit": None,
        "save_on_each_node": settings.distributed.nodes > 1,
        "eval_strategy": "no" if not evaluates else "steps" if steps else "epoch",
        "eval_steps": steps,
        "dataloader_num_workers": 0,
        "dataloader_pin_memory": torch.cuda.is_available(),
        "disable_tqdm": True,
        "report_to": _reporters(settings),
        "run_name": settings.output.parent.name,
        "push_to_hub": False,
        # Without this, every step looks for weights that had no part in it; only experts may have had none.
        "ddp_find_unused_parameters": settings.lora.experts,
        **({"deepspeed": settings.distributed.deepspeed} if settings.distributed.deepspeed else {}),
        **_fsdp(settings),
    }


def given(**values: Any) -> dict[str, Any]:
    """Those that are not None: for what is left out TRL's own defaults hold."""
    return {name: value for name, value in values.items() if value is not None}


def _fsdp(settings: Settings) -> dict[str, Any]:
    fsdp = settings.distributed.fsdp
    return {"fsdp": True, "fsdp_config": fsdp} if fsdp else {}


def _reporters(settings: Settings) -> list[str]:
    """Their folders and modes are read from the environment alone."""
    names: list[str] = []
    if settings.tensorboard:
        os.environ["TENSORBOARD_LOGGING_DIR"] = str(settings.logs / "tensorboard")
        names.append("tensorboard")
    if settings.wandb:
        folder = settings.logs / "wandb"
        folder.mkdir(parents=True, exist_ok=True)
        os.environ.update({"WANDB_MODE": "offline", "WANDB_DIR": str(folder), "WANDB_SILENT": "true"})
        os.environ.setdefault("WANDB_PROJECT", "tuneloop")
        names.append("wandb")
    return names
