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
        status, last = _run(command, environment)
    config = folder / "genai_config.json"
    if status != 0 or not config.exists():
        raise CommandError(
            "UNSUPPORTED",
            f"The builder of ONNX Runtime GenAI cannot convert {model}: {last}. Its log says more. llama.cpp knows "
            "other families: convert --to gguf.",
            "builder",
        )
    return {"family": json.loads(config.read_text(encoding="utf-8"))["model"]["type"]}


def _run(command: list[str], environment: dict[str, str]) -> tuple[int, str]:
    """The status, and the last line that was said. All of it goes to standard error: where our events go, no other may."""
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    last = "it said nothing"
    with subprocess.Popen(command, env=environment, text=True, errors="replace", **pipes) as process:
        for line in process.stdout or ():
            sys.stderr.write(line)
            last = line.strip()[:300] or last
    return process.returncode, last.rstrip(".")
