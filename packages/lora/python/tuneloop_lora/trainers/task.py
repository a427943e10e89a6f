"""What every method's trainer is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .adapter import continued, lora_config
from .settings import Settings

if TYPE_CHECKING:
    from datasets import Dataset
    from peft import LoraConfig
    from transformers import PreTrainedModel, PreTrainedTokenizerBase


@dataclass(frozen=True)
class Task:
    settings: Settings
    tokenizer: PreTrainedTokenizerBase
    train: Dataset
    validation: Dataset | None

    def causal_model(self) -> PreTrainedModel:
        """The base; with the adapter that is gone on from, where there is one."""
        import torch

        from ..base import load_model, torch_dtype

        settings = self.settings
        # A whole model is kept in full precision and only computed with in less; a frozen base needs no more.
        dtype = torch.float32 if settings.tuning == "full" else torch_dtype(settings.precision)
        # What is going to be split may be too large for one device.
        split = settings.distributed.deepspeed is not None or settings.distributed.fsdp is not None
        model = load_model(
            settings.base,
            dtype,
            quantization=settings.quantization,
            device="cpu" if split else None,
            revision=settings.revision,
        )
        model.config.use_cache = False
        for module in model.modules():
            # bitsandbytes would turn the weights into a form for inference at the first evaluation on a CPU, and
            # gradients do not pass through that one any more.
            if hasattr(module, "support_avx512bf16_for_cpu"):
                module.support_avx512bf16_for_cpu = False
        return continued(model, settings.start_from) if settings.start_from else model

    def new_adapter(self, model: PreTrainedModel, kind: str = "CAUSAL_LM") -> LoraConfig | None:
        """For the trainer to add: none where the whole model is trained, or an adapter is gone on from."""
        if self.settings.tuning == "full" or self.settings.start_from:
            return None
        return lora_config(self.settings.lora, model, kind)

    def trainer_arguments(self) -> dict[str, Any]:
        """What all of TRL's trainers take beside the model and their configuration."""
        return {
            "train_dataset": self.train,
            "eval_dataset": self.validation,
            "processing_class": self.tokenizer,
        }
