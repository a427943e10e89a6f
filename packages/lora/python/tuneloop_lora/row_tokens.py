"""What a trainer makes of a row: its tokens, and those of them that are learned from.

The same steps as TRL's trainers take (`trl.trainer.sft_trainer`, `dpo_trainer`, `kto_trainer`), without torch: the
prompt with the beginning of an answer is written, and the whole conversation; of this, what comes after as many tokens
as the prompt has is the answer.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .base import load_tokenizer
from .errors import CommandError

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

Row = dict[str, Any]

ANSWERS = {
    "sft": ("completion",),
    "kto": ("completion",),
    "dpo": ("chosen", "rejected"),
    "orpo": ("chosen", "rejected"),
    "reward": ("chosen", "rejected"),
    "grpo": (),
    "ppo": (),
}


@dataclass
class Sequence:
    """One conversation of a row, as the model reads it."""

    column: str
    tokens: list[int]
    # Learned from here on; the number of tokens where nothing is.
    answer: int
    # Whether the prompt is written the same once an answer follows.
    matches: bool = True


def load_chat_tokenizer(config: dict[str, Any]) -> PreTrainedTokenizerBase:
    """That of `base` (`revision`), with `chat_template` in place of its own where it is given.

    Torch is hidden from transformers, as where none is installed: it costs seconds to import, and 600 MB, and nothing
    but a model needs it.
    """
    if "torch" not in sys.modules:
        sys.modules["torch"] = None  # type: ignore[assignment]
        os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
    tokenizer = load_tokenizer(config["base"], config.get("chat_template"), config.get("revision"))
    if tokenizer.chat_template is None:
        raise CommandError(
            "INVALID_REQUEST",
            "The base has no chat template, so that nothing says how its conversations are written. Take a model that "
            "was tuned for chats, or give it a template (chatTemplate).",
            "template",
        )
    return tokenizer


def sequences(row: Row, tokenizer: PreTrainedTokenizerBase, method: str) -> list[Sequence]:
    """A row of `sft` and `kto` is one sequence, a pair two, a prompt one without anything to learn from."""
    tools = row.get("tools") or None
    prompt = _tokens(tokenizer, row["prompt"], tools, add_generation_prompt=True)
    found = []
    for column in ANSWERS[method]:
        tokens = _tokens(tokenizer, row["prompt"] + row[column], tools)
        found.append(Sequence(column, tokens, min(len(prompt), len(tokens)), tokens[: len(prompt)] == prompt))
    return found or [Sequence("prompt", prompt, len(prompt))]


def read_sequences(path: Path, tokenizer: PreTrainedTokenizerBase, method: str) -> Iterator[list[Sequence]]:
    """Of the rows of a file as `prepareData` writes it, one at a time."""
    import json

    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                found = sequences(json.loads(line), tokenizer, method)
            except Exception as error:
                raise CommandError(
                    "INVALID_REQUEST",
                    f"Row {number} of {path.name} cannot be written with the model's chat template: {error}. Correct "
                    "the row, or give another template.",
                    "template",
                    line=number,
                ) from error
            yield found


def _tokens(tokenizer: PreTrainedTokenizerBase, messages: list[Row], tools: Any, **options: Any) -> list[int]:
    return list(
        tokenizer.apply_chat_template(messages, tools=tools, tokenize=True, return_dict=True, **options)["input_ids"]
    )
