"""A model in 4 bits by activation-aware quantisation (arXiv:2306.00978), as vLLM and transformers load it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..events import Emit
from ..folders import whole_folder
from ..versions import package_versions


def run(config: dict[str, Any], emit: Emit) -> None:
    """`{model, output, rows, max_length, manifest}` → `{type: 'awq', folder, family, group_size, rows, tokens,
    loss_before, loss_after, size_bytes, versions}`.

    `model` is a Hugging Face folder, `rows` a file as `prepareData` writes it for `sft`: the model is watched while it
    reads them. The losses are those of its tokens, before and after. The folder is written beside itself and renamed;
    `conversion.json` in it says how it was made, with what `manifest` has.
    """
    model, output = Path(config["model"]), Path(config["output"])
    emit({"type": "phase", "phase": "import"})
    # Ours before those who read tokens: they would hide it.
    import torch  # noqa: F401

    from ..awq.quantise import quantise

    with whole_folder(output) as draft:
        facts = quantise(model, draft, Path(config["rows"]), config["max_length"], emit)
        size = sum(path.stat().st_size for path in draft.iterdir())
        made = {**facts, "versions": package_versions()}
        told = {"method": "awq", "source": model.name, **made, **config["manifest"]}
        (draft / "conversion.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    emit({"type": "awq", "folder": str(output), "size_bytes": size, **made})
