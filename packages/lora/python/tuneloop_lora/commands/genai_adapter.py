"""An adapter as PEFT saves it for ONNX Runtime GenAI."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..events import Emit
from ..genai.adapter import convert_adapter


def run(config: dict[str, Any], emit: Emit) -> None:
    """`{adapter, model, output}` → `{type: 'genai_adapter', file, rank, alpha, modules, size_bytes}`.

    `model` is the genai folder that it is for, made with slots.
    """
    output = Path(config["output"])
    facts = convert_adapter(Path(config["adapter"]), Path(config["model"]), output)
    emit({"type": "genai_adapter", "file": str(output), "size_bytes": output.stat().st_size, **facts})
