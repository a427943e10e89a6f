"""Adds an adapter to its base: a model of its own, as Hugging Face has it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..base import load_tokenizer, torch_dtype
from ..events import Emit
from ..folders import whole_folder
from ..trained_model import load_with_adapter
from ..versions import package_versions


def run(config: dict[str, Any], emit: Emit) -> None:
    """`{base, adapter, output, precision, chat_template?}` → `{type: 'merged', folder, parameters, versions}`.

    `precision` is that of the file (`fp32`, `bf16`, `fp16`, or `base`: as the base has it); sums are made in fp32, since
    what an adapter adds is often smaller than the last digit of bf16. `output` appears when it is complete.
    """
    emit({"type": "phase", "phase": "import"})
    import torch

    emit({"type": "phase", "phase": "load"})
    model = load_with_adapter(config["base"], config["adapter"], torch.float32, device="cpu")
    merged = model.merge_and_unload(safe_merge=True).to(_dtype(config))
    emit({"type": "phase", "phase": "save"})
    output = Path(config["output"])
    with whole_folder(output) as draft:
        merged.save_pretrained(draft)
        load_tokenizer(config["base"], config.get("chat_template")).save_pretrained(draft)
    emit(
        {
            "type": "merged",
            "folder": str(output),
            "parameters": sum(parameter.numel() for parameter in merged.parameters()),
            "versions": package_versions(),
        }
    )


def _dtype(config: dict[str, Any]) -> Any:
    import torch
    from transformers import AutoConfig

    if config["precision"] != "base":
        return torch_dtype(config["precision"])
    return AutoConfig.from_pretrained(config["base"]).dtype or torch.float32
