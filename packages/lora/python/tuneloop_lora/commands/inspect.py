"""Shows rows as the trainer sees them: their tokens, which of them are learned from, and how long all rows are.

Config: `base`, `chat_template`?, `revision`?, `method`, `rows_file`, `count` (rows to show), `max_length`. A `row`
event for each row that is shown, then an `inspection` event with the lengths of all rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..row_tokens import Sequence, load_chat_tokenizer, read_sequences


def run(config: dict[str, Any], emit: Callable[[dict[str, Any]], None]) -> None:
    emit({"type": "phase", "phase": "import"})
    tokenizer = load_chat_tokenizer(config)
    limit = config["max_length"]
    lengths: Counter[int] = Counter()
    for index, row in enumerate(read_sequences(Path(config["rows_file"]), tokenizer, config["method"])):
        lengths[max(len(sequence.tokens) for sequence in row)] += 1
        if index < config["count"]:
            emit(
                {"type": "row", "row": index + 1, "sequences": [_shown(sequence, tokenizer, limit) for sequence in row]}
            )
    emit({"type": "inspection", "lengths": sorted(lengths.items())})


def _shown(sequence: Sequence, tokenizer: Any, limit: int) -> dict[str, Any]:
    return {
        "column": sequence.column,
        "tokens": sequence.tokens,
        "pieces": _pieces(sequence.tokens, tokenizer),
        "answer": sequence.answer,
        "used": min(len(sequence.tokens), limit),
    }


def _pieces(tokens: list[int], tokenizer: Any) -> list[str]:
    """What each token adds to the text. Of several that hold one character the last has it.

    Read behind the tokens before it, since many tokenizers write a word's first token without its space.
    """

    def text_of(part: list[int]) -> str:
        return tokenizer.decode(part, skip_special_tokens=False, clean_up_tokenization_spaces=False)

    pieces: list[str] = []
    before: list[int] = []
    pending: list[int] = []
    for token in tokens:
        pending.append(token)
        text = text_of(before + pending)[len(text_of(before)) :]
        if text.endswith("\ufffd") and len(pending) < 8:
            pieces.append("")
            continue
        pieces.append(text)
        before, pending = pending, []
    if pending:
        pieces[-1] = text_of(pending)
    return pieces
