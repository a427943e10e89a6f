"""Folders that appear when they are whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_folder(output: Path) -> Iterator[Path]:
    """A draft beside `output` that takes its place at the end, and goes where that is not reached.

    What was there is moved away before it is removed: whoever is killed leaves no half of it under the name.
    """
    draft, old = (output.with_name(f"{output.name}.{ending}") for ending in ("partial", "old"))
    for rest in (draft, old):
        shutil.rmtree(rest, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        yield draft
        _sync(draft)
        if output.exists():
            output.rename(old)
        draft.rename(output)
    finally:
        for rest in (draft, old):
            shutil.rmtree(rest, ignore_errors=True)


def _sync(folder: Path) -> None:
    """A rename reaches the disk before what it names does."""
    for path in folder.iterdir():
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
