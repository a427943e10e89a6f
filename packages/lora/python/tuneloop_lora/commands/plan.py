"""Counts the tokens of a training, with the real tokenizer and chat template.

Config: `base`, `chat_template`?, `revision`?, `method`, `train`, `validation`?, `rows`? (of both files, for progress),
`max_length`. Ends with a `tokens` event.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..row_tokens import load_chat_tokenizer, read_sequences

PROGRESS_SECONDS = 0.5


def run(config: dict[str, Any], emit: Callable[[dict[str, Any]], None]) -> None:
    emit({"type": "phase", "phase": "import"})
    tokenizer = load_chat_tokenizer(config)
    counter = _Counter(tokenizer, config, emit)
    train = counter.count(Path(config["train"]))
    validation = counter.count(Path(config["validation"])) if config.get("validation") else None
    emit(
        {
            "type": "tokens",
            "vocabulary": len(tokenizer),
            "train": train,
            **({"validation": validation} if validation else {}),
        }
    )


class _Counter:
    def __init__(self, tokenizer: Any, config: dict[str, Any], emit: Callable[[dict[str, Any]], None]) -> None:
        self._tokenizer = tokenizer
        self._config = config
        self._emit = emit
        self._done = 0
        self._told = 0.0

    def count(self, path: Path) -> dict[str, int]:
        limit = self._config["max_length"]
        counts = dict.fromkeys(
            (
                "rows",
                "sequences",
                "tokens",
                "trained_tokens",
                "longest",
                "longest_used",
                "cut_rows",
                "lost_rows",
                "mismatched_rows",
            ),
            0,
        )
        for row in read_sequences(path, self._tokenizer, self._config["method"]):
            longest = max(len(sequence.tokens) for sequence in row)
            counts["rows"] += 1
            counts["sequences"] += len(row)
            counts["longest"] = max(counts["longest"], longest)
            counts["longest_used"] = max(counts["longest_used"], min(longest, limit))
            counts["cut_rows"] += longest > limit
            counts["mismatched_rows"] += not all(sequence.matches for sequence in row)
            lost = False
            for sequence in row:
                used = min(len(sequence.tokens), limit)
                counts["tokens"] += used
                counts["trained_tokens"] += max(0, used - sequence.answer)
                lost = lost or len(sequence.tokens) > sequence.answer >= limit
            # Nothing of its answer is left.
            counts["lost_rows"] += lost
            self._tell()
        return counts

    def _tell(self) -> None:
        self._done += 1
        now = time.monotonic()
        if now - self._told < PROGRESS_SECONDS:
            return
        self._told = now
        total = self._config.get("rows")
        self._emit({"type": "phase", "phase": "data", "completed": self._done, **({"total": total} if total else {})})
