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


# Of a reward model; trained whole.
NEW_HEAD = "score"


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
        target_modules=_target_modules(settings, model),
        target_parameters=fused if settings.experts and fused else None,
        use_rslora=settings.variant == "rslora",
        use_dora=settings.variant == "dora",
        modules_to_save=[NEW_HEAD] if task == "SEQ_CLS" else None,
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


# Of experts and of what chooses between them, in one architecture or another.
_OF_EXPERTS = {"gate", "router", "gate_proj", "up_proj", "down_proj", "w1", "w2", "w3"}


def _target_modules(settings: LoraSettings, model: PreTrainedModel) -> str | list[str]:
    """`all-linear` of a mixture is written out: PEFT would take it for the experts and their router as well."""
    import torch

    if settings.target_modules != "all-linear" or not is_mixture(model):
        return settings.target_modules
    head = model.get_output_embeddings()
    linear = [
        name for name, module in model.named_modules() if isinstance(module, torch.nn.Linear) and module is not head
    ]
    own = [name for name in linear if ".experts." in name] if settings.experts else []
    left_out = {*_OF_EXPERTS, NEW_HEAD}
    others = [name for name in linear if ".experts." not in name and name.rpartition(".")[2] not in left_out]
    return others + own


def is_mixture(model: PreTrainedModel) -> bool:
    return any(".experts." in name for name, _ in model.named_parameters())


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
