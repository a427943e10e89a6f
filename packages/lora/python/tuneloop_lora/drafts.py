"""Folders that are there wholly or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def draft_folder(output: Path) -> Iterator[Path]:
    """A folder beside `output` to write into, which takes its place at the end; nothing of it is left after a failure.

    What an attempt that died left is removed first.
    """
    draft = output.with_name(f"{output.name}.partial")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        yield draft
        shutil.rmtree(output, ignore_errors=True)
        draft.rename(output)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
