"""What an answer is worth, as functions that GRPO's trainer calls with a batch: `(prompts, completions, **columns)`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import CommandError
from .reward_model import load_trained_scorer

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from .task import Task

RewardFunction = Callable[..., list[float | None]]


def reward_functions(task: Task) -> tuple[list[RewardFunction | PreTrainedModel], list[Any], list[float]]:
    """Functions (or models), the tokenizer of each that is a model, and their weights."""
    functions: list[RewardFunction | PreTrainedModel] = []
    tokenizers: list[Any] = []
    for reward in task.settings.rewards:
        kind = reward["type"]
        if kind == "model":
            from transformers import AutoTokenizer

            folder = Path(reward["folder"])
            functions.append(load_trained_scorer(task.settings, folder, task.tokenizer))
            tokenizers.append(AutoTokenizer.from_pretrained(str(folder)))
        else:
            functions.append(_FUNCTIONS[kind](reward, task))
            tokenizers.append(None)
    return functions, tokenizers, [float(reward["weight"]) for reward in task.settings.rewards]


def _text(completion: Any) -> str:
    """Of a conversational completion its messages' text."""
    return completion if isinstance(completion, str) else "".join(str(message["content"]) for message in completion)


def _regex(reward: dict[str, Any], _: Task) -> RewardFunction:
    try:
        pattern = re.compile(reward["pattern"], re.DOTALL)
    except re.error as error:
        raise CommandError(
            "INVALID_REQUEST", f"The reward's pattern {reward['pattern']!r} is no regular expression: {error}."
        ) from error

    def regex(completions: list[Any], **_: Any) -> list[float]:
        return [float(pattern.search(_text(completion)) is not None) for completion in completions]

    return regex


def _column(reward: dict[str, Any], task: Task) -> RewardFunction:
    name = reward["column"]
    if name not in task.train.column_names:
        raise CommandError(
            "INVALID_REQUEST",
            f"The rows have no column {name} for the reward; they have {', '.join(task.train.column_names)}.",
        )

    def column(completions: list[Any], **columns: Any) -> list[float | None]:
        return [
            None if value is None else float(_text(completion).strip() == str(value).strip())
            for completion, value in zip(completions, columns[name], strict=True)
        ]

    return column


def _json_schema(reward: dict[str, Any], _: Task) -> RewardFunction:
    import jsonschema

    validator_class = jsonschema.validators.validator_for(reward["schema"])
    try:
        validator_class.check_schema(reward["schema"])
    except jsonschema.SchemaError as error:
        raise CommandError("INVALID_REQUEST", f"The reward's JSON schema is none: {error.message}.") from error
    validator = validator_class(reward["schema"])

    def is_valid(text: str) -> bool:
        try:
            return validator.is_valid(json.loads(text))
        except ValueError:
            return False

    def json_schema(completions: list[Any], **_: Any) -> list[float]:
        return [float(is_valid(_text(completion))) for completion in completions]

    return json_schema


def _length(reward: dict[str, Any], _: Task) -> RewardFunction:
    wanted = reward["tokens"]

    def length(completion_ids: list[list[int]], **_: Any) -> list[float]:
        return [max(0.0, 1 - abs(len(ids) - wanted) / wanted) for ids in completion_ids]

    return length


_FUNCTIONS: dict[str, Callable[[dict[str, Any], Task], RewardFunction]] = {
    "regex": _regex,
    "column": _column,
    "json-schema": _json_schema,
    "length": _length,
}
