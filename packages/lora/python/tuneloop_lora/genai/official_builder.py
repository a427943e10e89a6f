"""The builder of ONNX Runtime GenAI, for the families that are not written here. It needs torch, and minutes."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from ..errors import CommandError
from ..events import Emit


def build(model: Path, folder: Path, precision: str, emit: Emit) -> dict[str, Any]:
    """Returns `{family}`. What the builder says goes to standard error."""
    if importlib.util.find_spec("onnxruntime_genai") is None:
        raise CommandError(
            "UNSUPPORTED",
            "This model is of a family that only the builder of ONNX Runtime GenAI knows, which is not in this Python "
            "(it has none for Python before 3.11).",
            "missing_package",
        )
    emit({"type": "phase", "phase": "save", "label": "onnxruntime-genai"})
    with tempfile.TemporaryDirectory() as cache:
        command = [sys.executable, "-m", "onnxruntime_genai.models.builder"]
        command += ["--input", str(model), "--output", str(folder), "--cache_dir", cache, "--precision", precision]
        # Of its operators in 16 bits, the processor's are not whole.
        command += ["--execution_provider", "cuda" if precision == "fp16" else "cpu"]
        command += ["--extra_options", "prune_lm_head=true", "hf_token=false"]
        environment = {**os.environ, "ORT_DISABLE_TELEMETRY": "1"}
        # Standard output may be where our events go.
        finished = subprocess.run(command, env=environment, stdout=sys.stderr, stdin=subprocess.DEVNULL, check=False)
    config = folder / "genai_config.json"
    if finished.returncode != 0 or not config.exists():
        raise CommandError(
            "UNSUPPORTED",
            f"The builder of ONNX Runtime GenAI cannot convert {model}. Its log says why.",
            "builder",
        )
    return {"family": json.loads(config.read_text(encoding="utf-8"))["model"]["type"]}
