"""Writes conversations with the trainer's chat template, up to where an answer begins.

Config: `base`, `chat_template`?, `revision`?, `conversations` (`messages`, `tools`?). Ends with a `rendered` event: of
each its text and its tokens, or what the template says against it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..row_tokens import load_chat_tokenizer


def run(config: dict[str, Any], emit: Callable[[dict[str, Any]], None]) -> None:
    emit({"type": "phase", "phase": "import"})
    tokenizer = load_chat_tokenizer(config)
    emit({"type": "rendered", "conversations": [_rendered(tokenizer, one) for one in config["conversations"]]})


def _rendered(tokenizer: Any, conversation: dict[str, Any]) -> dict[str, Any]:
    messages, tools = conversation["messages"], conversation.get("tools") or None
    options = {"tools": tools, "add_generation_prompt": True}
    try:
        text = tokenizer.apply_chat_template(messages, tokenize=False, **options)
        tokens = tokenizer.apply_chat_template(messages, tokenize=True, return_dict=True, **options)["input_ids"]
    except Exception as error:
        return {"error": str(error)}
    return {"text": text, "tokens": list(tokens)}
