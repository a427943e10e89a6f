"""A model for ONNX Runtime GenAI: written here where its family is known, else by the library's own builder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..errors import CommandError
from ..events import Emit
from ..folders import whole_folder
from ..genai.matrices import PRECISIONS
from ..genai.official_builder import build
from ..genai.write_folder import write_folder
from ..versions import package_versions


def run(config: dict[str, Any], emit: Emit) -> None:
    """`{model, output, precision, lora_slots, weights}` → `{type: 'genai', folder, family, method, size_bytes,
    versions}`.

    `model` is a Hugging Face folder or a .gguf, `weights` the hashes of its files by name; `precision` one of
    `PRECISIONS`. `method` is `direct` or `builder`. The folder is written beside itself and renamed; `conversion.json`
    in it says how it was made.
    """
    model, output, precision = Path(config["model"]), Path(config["output"]), config["precision"]
    if precision not in PRECISIONS:
        raise CommandError("INVALID_REQUEST", f"The precision is one of {', '.join(PRECISIONS)}, not {precision}.")
    if not model.exists():
        raise CommandError("MODEL_NOT_FOUND", f"{model} is not there.")
    with whole_folder(output) as draft:
        facts = _write(model, draft, precision, config["lora_slots"], emit)
        size = sum(path.stat().st_size for path in draft.iterdir())
        made = {**facts, "precision": precision, "lora_slots": config["lora_slots"], "versions": package_versions()}
        told = {**made, "source": model.name, "weights": config["weights"]}
        (draft / "conversion.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    emit({"type": "genai", "folder": str(output), "size_bytes": size, **made})


def _write(model: Path, folder: Path, precision: str, lora_slots: bool, emit: Emit) -> dict[str, Any]:
    try:
        return {"method": "direct", **write_folder(model, folder, precision, lora_slots, emit)}
    except CommandError as error:
        if error.code != "UNSUPPORTED":
            raise
        if not model.is_dir() or lora_slots:
            where = (
                ""
                if model.is_dir()
                else " Give the model's Hugging Face folder: the builder of ONNX Runtime knows more."
            )
            slots = " It makes no slots for adapters, though: leave --lora-slots out." if lora_slots else ""
            raise CommandError("UNSUPPORTED", f"{error}{where}{slots}", error.reason) from error
    return {"method": "builder", **build(model, folder, precision, emit)}
