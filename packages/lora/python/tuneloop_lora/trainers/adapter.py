"""The low-rank matrices: new ones as PEFT's configuration says, or those of an adapter that is gone on from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import CommandError
from .settings import LoraSettings

if TYPE_CHECKING:
    from peft import LoraConfig, PeftModel
    from transformers import PreTrainedModel


def lora_config(settings: LoraSettings, model: PreTrainedModel, task: str = "CAUSAL_LM") -> LoraConfig:
    """`task`: `CAUSAL_LM`, or `SEQ_CLS` for a reward model, whose new head is trained whole.

    Experts of a mixture are either modules of their own, with names that `all-linear` finds, or one three-dimensional
    parameter for all of them, which PEFT adapts as a parameter.
    """
    from peft import LoraConfig

    fused = fused_experts(model)
    return LoraConfig(
        r=settings.rank,
        lora_alpha=settings.alpha,
        lora_dropout=settings.dropout,
        target_modules=settings.target_modules,
        exclude_modules=r".*\.experts\..*" if not settings.experts and _has_expert_modules(model) else None,
        target_parameters=fused if settings.experts and fused else None,
        use_rslora=settings.variant == "rslora",
        use_dora=settings.variant == "dora",
        modules_to_save=["score"] if task == "SEQ_CLS" else None,
        bias="none",
        task_type=task,
    )


def fused_experts(model: PreTrainedModel) -> list[str]:
    """Names of the parameters that hold one matrix for each expert, such as `mlp.experts.gate_up_proj`."""
    names = {
        ".".join(name.split(".")[-3:])
        for name, parameter in model.named_parameters()
        if parameter.dim() == 3 and ".experts." in name
    }
    return sorted(names)


def _has_expert_modules(model: PreTrainedModel) -> bool:
    """PEFT warns of exclusions that exclude nothing."""
    return any(".experts." in name for name, _ in model.named_modules())


def continued(model: PreTrainedModel, folder: Path) -> PeftModel:
    """`model` with the adapter of `folder`, trainable. Its own rank, scale and targets are kept."""
    from peft import PeftModel

    if not (folder / "adapter_config.json").is_file():
        raise CommandError(
            "ADAPTER_INVALID", f"{folder} is no adapter's folder: it has no adapter_config.json.", "missing_file"
        )
    adapted = PeftModel.from_pretrained(model, str(folder), is_trainable=True)
    _check_loaded(adapted, folder)
    return adapted


def _check_loaded(adapted: PeftModel, folder: Path) -> None:
    """PEFT only warns where the adapter speaks of layers that this base has not."""
    from safetensors import safe_open

    file = folder / "adapter_model.safetensors"
    if not file.is_file():
        return
    with safe_open(file, "pt") as tensors:
        wanted = {name for name in tensors.keys() if ".lora_" in name}
    present = {name.replace(".default.", ".").replace(".default", "") for name, _ in adapted.named_parameters()}
    strange = sorted(name for name in wanted if name not in present)
    if strange:
        config = json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))
        made_for = config.get("base_model_name_or_path")
        raise CommandError(
            "ADAPTER_INVALID",
            f"The adapter was not made for this base: it has {strange[0]}, and the base has no such layer. "
            f"It says that it was trained on {made_for}. Give that base, or start a new adapter.",
            "base_mismatch",
        )
