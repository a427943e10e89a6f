"""Rows of training data: JSONL to what TRL's trainers read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import CommandError

if TYPE_CHECKING:
    from datasets import Dataset

Row = dict[str, Any]


def read_rows(path: Path) -> list[Row]:
    """One JSON object a line; empty lines are skipped. A line that is none is named by its number."""
    rows: list[Row] = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise CommandError(
                    "INVALID_REQUEST", f"Line {number} of {path.name} is not JSON: {error}.", "bad_rows", line=number
                ) from error
            if not isinstance(row, dict):
                raise CommandError(
                    "INVALID_REQUEST", f"Line {number} of {path.name} is not a JSON object.", "bad_rows", line=number
                )
            rows.append(row)
    if not rows:
        raise CommandError("INVALID_REQUEST", f"{path.name} has no rows to train on.", "no_rows")
    return rows


def to_dataset(rows: list[Row]) -> Dataset:
    """The rows as they are.

    Arrow gives all objects of a column the same keys, and templates would print what it fills in (`null` arguments of
    tools that take none). So columns whose objects differ are kept as JSON.
    """
    from datasets import Dataset

    names = list(dict.fromkeys(name for row in rows for name in row))
    return Dataset.from_dict({name: [row.get(name) for row in rows] for name in names}, on_mixed_types="use_json")
