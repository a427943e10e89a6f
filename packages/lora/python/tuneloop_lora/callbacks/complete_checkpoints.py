"""Checkpoints that are either complete or not there, whenever the process is killed."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from pathlib import Path

from transformers import TrainerCallback

from ..events import Emit

# Written last. A folder without it is what a killed process left.
MARKER = "complete"


def checkpoint_folders(folder: Path) -> list[tuple[int, Path]]:
    """Steps and folders, oldest first, complete or not."""
    found = [(re.fullmatch(r"checkpoint-(\d+)", path.name), path) for path in folder.glob("checkpoint-*")]
    return sorted((int(match.group(1)), path) for match, path in found if match)


def is_complete(checkpoint: Path) -> bool:
    return (checkpoint / MARKER).is_file()


def seconds_until(checkpoint: Path) -> float:
    """How long was trained until then, over all attempts."""
    return float(json.loads((checkpoint / MARKER).read_text(encoding="utf-8"))["seconds"])


def remove_incomplete(folder: Path) -> None:
    for _, path in checkpoint_folders(folder):
        if not is_complete(path):
            shutil.rmtree(path)


class CompleteCheckpoints(TrainerCallback):
    """Marks a checkpoint when all of it is on disk, tells of it, and only then removes the oldest beyond `keep`."""

    def __init__(self, keep: int, emit: Emit, seconds_before: float = 0) -> None:
        self.keep = keep
        self.emit = emit
        self.seconds_before = seconds_before
        self.started = time.monotonic()

    def on_train_begin(self, args, state, control, **kwargs):
        self.started = time.monotonic()

    @property
    def seconds(self) -> float:
        return self.seconds_before + time.monotonic() - self.started

    def on_save(self, args, state, control, **kwargs):
        _wait_for_all()
        if not args.should_save:
            return
        folder = Path(args.output_dir) / f"checkpoint-{state.global_step}"
        _write_to_disk(folder)
        partial = folder / f"{MARKER}.partial"
        partial.write_text(json.dumps({"step": state.global_step, "seconds": self.seconds}), encoding="utf-8")
        _write_to_disk(partial)
        partial.rename(folder / MARKER)
        self.emit({"type": "checkpoint", "step": state.global_step, "folder": str(folder)})
        complete = [path for _, path in checkpoint_folders(folder.parent) if is_complete(path)]
        for old in complete[: -self.keep]:
            # First the marker: half a folder must not look like a whole one.
            (old / MARKER).unlink()
            shutil.rmtree(old)


def _write_to_disk(path: Path) -> None:
    files = [file for file in path.rglob("*") if file.is_file()] if path.is_dir() else [path]
    for file in files:
        with open(file, "rb") as handle:
            os.fsync(handle.fileno())


def _wait_for_all() -> None:
    """Each process writes its own random state beside what the first writes."""
    from torch import distributed

    if distributed.is_available() and distributed.is_initialized():
        distributed.barrier()
