"""A model that gives a conversation one number: a base with a new head, or what `method: reward` made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import CommandError
from .settings import Settings

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase


def load_scorer(settings: Settings, folder: str, tokenizer: PreTrainedTokenizerBase) -> PreTrainedModel:
    """`folder`: a model. Its head is new (seeded) where it has none."""
    from transformers import AutoModelForSequenceClassification

    from ..base import torch_device, torch_dtype

    model = AutoModelForSequenceClassification.from_pretrained(
        folder,
        num_labels=1,
        dtype=torch_dtype("fp32" if settings.tuning == "full" else settings.precision),
        device_map=None if settings.distributed.deepspeed or settings.distributed.fsdp else {"": torch_device()},
    )
    # The score is read at the last token that is none of the fill.
    model.config.pad_token_id = tokenizer.pad_token_id
    model.config.use_cache = False
    return model


def load_trained_scorer(settings: Settings, folder: Path, tokenizer: PreTrainedTokenizerBase) -> PreTrainedModel:
    """What `method: reward` made: an adapter (merged into its base here), or a whole model."""
    file = folder / "adapter_config.json"
    if not file.is_file():
        if not (folder / "config.json").is_file():
            raise CommandError(
                "INVALID_REQUEST",
                f"{folder} is no reward model: train one first with method reward, and give the folder that comes out.",
                "missing_file",
            )
        return load_scorer(settings, str(folder), tokenizer)
    from peft import PeftModel

    base = json.loads(file.read_text(encoding="utf-8"))["base_model_name_or_path"]
    model = load_scorer(settings, base, tokenizer)
    return PeftModel.from_pretrained(model, str(folder)).merge_and_unload()
