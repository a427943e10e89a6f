"""Rows of any method as token ids with labels of the good answer alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ..rows import Row

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedTokenizerBase


def tokenised_answers(
    rows: list[Row], tokenizer: PreTrainedTokenizerBase, max_length: int
) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """`(ids, labels)`, each `[1, length]`, -100 where no answer is. Rows without a good answer are left out."""
    import torch

    examples: list[tuple[torch.Tensor, torch.Tensor]] = []
    for row in rows:
        answer = row.get("chosen", row.get("completion"))
        if answer is None or row.get("label") is False or "prompt" not in row:
            continue
        tools = row.get("tools")
        options = {"tools": json.loads(tools) if isinstance(tools, str) else tools, "return_dict": False}
        prompt = tokenizer.apply_chat_template(row["prompt"], add_generation_prompt=True, **options)
        ids = tokenizer.apply_chat_template(row["prompt"] + answer, **options)[:max_length]
        if len(ids) > len(prompt):
            labels = [-100] * len(prompt) + ids[len(prompt) :]
            examples.append((torch.tensor([ids]), torch.tensor([labels])))
    return examples
