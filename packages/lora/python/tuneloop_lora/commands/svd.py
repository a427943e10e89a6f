"""Makes a plain LoRA of a change that is none: of DoRA, whose magnitudes llama.cpp does not know, and of full tuning."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import CommandError
from ..events import Emit
from ..folders import whole_folder
from ..low_rank import low_rank
from ..versions import package_versions

if TYPE_CHECKING:
    import torch


def run(config: dict[str, Any], emit: Emit) -> None:
    """`{base, trained, tuning, rank, output}` → `{type: 'svd', folder, rank, error, modules, lost, versions}`.

    `trained` is PEFT's folder (`tuning: lora`) or a model's (`full`). `error` is relative, over all that changed:
    |wanted - written| / |wanted| (Frobenius). `lost` names what changed and cannot be part of a LoRA (norms, biases,
    embeddings); it counts into the error.
    """
    emit({"type": "phase", "phase": "import"})
    from safetensors.torch import save_file

    is_full = config["tuning"] == "full"
    changes = (
        _of_models(config["base"], config["trained"]) if is_full else _of_adapter(config["base"], config["trained"])
    )
    tensors: dict[str, torch.Tensor] = {}
    lost: list[str] = []
    wanted = missed = 0.0
    for done, (total, name, change) in enumerate(changes, start=1):
        emit({"type": "phase", "phase": "base", "completed": done, "total": total})
        size = float(change.double().square().sum())
        if size == 0:
            continue
        wanted += size
        module = name.removesuffix(".weight")
        if not _is_linear(module, change):
            lost.append(name)
            missed += size
            continue
        a, b = low_rank(change, config["rank"])
        missed += float((change - b @ a).double().square().sum())
        tensors[f"base_model.model.{module}.lora_A.weight"] = a
        tensors[f"base_model.model.{module}.lora_B.weight"] = b
    if not tensors:
        raise CommandError("OUTPUT_INVALID", "The training changed no weights, so that there is nothing to convert.")
    emit({"type": "phase", "phase": "save"})
    output = Path(config["output"])
    with whole_folder(output) as draft:
        save_file(tensors, draft / "adapter_model.safetensors", metadata={"format": "pt"})
        (draft / "adapter_config.json").write_text(json.dumps(_adapter_config(config, tensors), indent=2))
    emit(
        {
            "type": "svd",
            "folder": str(output),
            "rank": config["rank"],
            "error": (missed / wanted) ** 0.5,
            "modules": len(tensors) // 2,
            "lost": lost,
            "versions": package_versions(),
        }
    )


def _of_adapter(base: str, adapter: str) -> Iterator[tuple[int, str, torch.Tensor]]:
    """What merging would add to each module that the adapter changes, one at a time."""
    import torch
    from peft.tuners.lora import LoraLayer

    from ..trained_model import load_with_adapter

    model = load_with_adapter(base, adapter, torch.float32, device="cpu")
    modules = [(name, module) for name, module in model.named_modules() if isinstance(module, LoraLayer)]
    prefix = "base_model.model."
    with torch.no_grad():
        for name, module in modules:
            weight = module.get_base_layer().weight
            before = weight.detach().clone()
            module.merge()
            yield len(modules), f"{name.removeprefix(prefix)}.weight", weight.detach() - before
            weight.data = before


def _of_models(base: str, trained: str) -> Iterator[tuple[int, str, torch.Tensor]]:
    """The difference of each tensor that both have, read from their files: neither is in memory as a whole."""
    ours, theirs = _tensors(Path(trained)), _tensors(Path(base))
    names = sorted(ours.keys() & theirs.keys())
    if not names:
        raise CommandError("INVALID_REQUEST", f"{trained} and {base} have no tensor in common: they are not one model.")
    for name in names:
        before, after = (_read(files[name], name) for files in (theirs, ours))
        if before.shape != after.shape:
            raise CommandError("INVALID_REQUEST", f"{name} has another shape in {trained} than in its base {base}.")
        yield len(names), name, after - before


def _tensors(folder: Path) -> dict[str, Path]:
    """Which file has which tensor."""
    from safetensors import safe_open

    found = {}
    for path in sorted(folder.glob("*.safetensors")):
        with safe_open(path, framework="pt") as file:
            found.update(dict.fromkeys(file.keys(), path))
    if not found:
        raise CommandError("MODEL_LOAD_FAILED", f"{folder} has no safetensors files.", "missing_file")
    return found


def _read(path: Path, name: str) -> torch.Tensor:
    from safetensors import safe_open

    with safe_open(path, framework="pt") as file:
        return file.get_tensor(name).float()


def _is_linear(module: str, change: torch.Tensor) -> bool:
    # Embeddings are looked up, not multiplied with; where the output is tied to them, llama.cpp would take an adapter
    # of the one for the other.
    return change.ndim == 2 and not module.endswith(("embed_tokens", "lm_head"))


def _adapter_config(config: dict[str, Any], tensors: dict[str, Any]) -> dict[str, Any]:
    modules = {name.split(".lora_")[0].rsplit(".", 1)[-1] for name in tensors}
    return {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": config["base"],
        "r": config["rank"],
        # The factor alpha / r is 1: all of the change is in the matrices.
        "lora_alpha": config["rank"],
        "lora_dropout": 0.0,
        "bias": "none",
        "inference_mode": True,
        "target_modules": sorted(modules),
    }
