"""What is trained on as a Hugging Face folder: made of a GGUF, or downloaded from the hub."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ..dequantise import dequantise
from ..events import Emit
from ..folders import whole_folder
from ..hub import download
from ..versions import package_versions


def run(config: dict[str, Any], emit: Emit) -> None:
    """`config`: `{gguf, folder, sha256?}` or `{hub, revision?}`. Ends with `{type: 'base', folder, …}`."""
    if "hub" in config:
        emit({"type": "phase", "phase": "base", "label": config["hub"]})
        emit({"type": "base", "folder": download(config["hub"], config.get("revision"))})
    else:
        facts = _make(Path(config["gguf"]), Path(config["folder"]), config.get("sha256"), emit)
        emit({"type": "base", "folder": config["folder"], **facts})


def _make(gguf: Path, folder: Path, sha256: str | None, emit: Emit) -> dict[str, Any]:
    """The folder appears when it is whole, with the file `complete` in it."""
    if not gguf.is_file():
        raise FileNotFoundError(2, os.strerror(2), str(gguf))
    with whole_folder(folder) as draft:
        facts = dequantise(gguf, draft, emit)
        made = {**facts, "source": gguf.name, "sha256": sha256, "versions": package_versions()}
        (draft / "complete").write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
        _sync(draft)
    return facts


def _sync(folder: Path) -> None:
    """A rename reaches the disk before what it names does."""
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
