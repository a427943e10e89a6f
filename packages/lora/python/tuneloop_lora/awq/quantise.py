"""llm-compressor's AWQ on a folder, with the rows that it watches the model read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..base import load_model, torch_device
from ..errors import CommandError
from ..events import Emit
from ..row_tokens import load_chat_tokenizer, read_sequences
from .group_size import group_size

if TYPE_CHECKING:
    from transformers import PreTrainedModel

# Rows whose loss is taken before and after.
_MEASURED = 8


def quantise(folder: Path, output: Path, rows: Path, max_length: int, emit: Emit) -> dict[str, Any]:
    """Returns `{family, group_size, rows, tokens, loss_before, loss_after}`."""
    oneshot, recipe = _compressor()
    import torch
    from datasets import Dataset
    from transformers import AutoConfig

    emit({"type": "phase", "phase": "data"})
    tokenizer = load_chat_tokenizer({"base": str(folder)})
    sequences = [found[0].tokens[:max_length] for found in read_sequences(rows, tokenizer, "sft")]
    emit({"type": "phase", "phase": "load"})
    is_cuda = torch_device().startswith("cuda")
    kept = AutoConfig.from_pretrained(folder).dtype or torch.bfloat16
    # Processors compute with 32 bits as fast as with 16. On a GPU the compressor takes layer after layer from here.
    model = load_model(str(folder), kept if is_cuda else torch.float32, device="cpu")
    size = group_size(model)
    before = _loss(model, sequences)
    emit({"type": "phase", "phase": "train", "label": "awq"})
    if not is_cuda:
        _without_pinning()
    dataset = Dataset.from_dict({"input_ids": sequences, "attention_mask": [[1] * len(row) for row in sequences]})
    try:
        oneshot(
            model=model,
            dataset=dataset,
            recipe=recipe(size),
            max_seq_length=max_length,
            num_calibration_samples=len(sequences),
        )
    except (ValueError, NotImplementedError) as error:
        raise CommandError(
            "UNSUPPORTED",
            f"llm-compressor cannot quantise this model: {str(error).splitlines()[0] if str(error) else error!r}. "
            "llama.cpp's types need no more than a GGUF: leave --method out.",
            "awq",
        ) from error
    after = _loss(model, sequences)
    emit({"type": "phase", "phase": "save"})
    model.to(kept).save_pretrained(output, save_compressed=True)
    tokenizer.save_pretrained(output)
    return {
        "family": model.config.model_type,
        "group_size": size,
        "rows": len(sequences),
        "tokens": sum(map(len, sequences)),
        "loss_before": before,
        "loss_after": after,
    }


def _compressor() -> Any:
    """`oneshot`, and what makes a recipe of a group's size."""
    try:
        from llmcompressor import oneshot
        from llmcompressor.modifiers.quantization import QuantizationModifier
        from llmcompressor.modifiers.transform.awq import AWQModifier
    except ModuleNotFoundError as error:
        older = " It needs Python 3.11." if sys.version_info < (3, 11) else ""
        raise CommandError(
            "UNSUPPORTED",
            f"llm-compressor, which makes AWQ models, is not in this Python.{older}",
            "missing_package",
            package=error.name,
        ) from error
    from compressed_tensors.quantization import QuantizationArgs, QuantizationScheme

    def recipe(size: int) -> list[Any]:
        weights = QuantizationArgs(num_bits=4, type="int", symmetric=False, strategy="group", group_size=size)
        groups = {"group_0": QuantizationScheme(targets=["Linear"], weights=weights)}
        return [AWQModifier(duo_scaling="both"), QuantizationModifier(config_groups=groups, ignore=["lm_head"])]

    return oneshot, recipe


def _without_pinning() -> None:
    """llm-compressor pins what it will send to a GPU, and fails where there is none (0.14)."""
    from llmcompressor.pipelines.cache import IntermediatesCache

    IntermediatesCache.pin_memory = lambda *_, **__: None


def _loss(model: PreTrainedModel, sequences: list[list[int]]) -> float:
    """Mean over the tokens of some rows."""
    import torch

    device = next(model.parameters()).device
    total, tokens = 0.0, 0
    with torch.inference_mode():
        for sequence in [row for row in sequences if len(row) > 1][:_MEASURED]:
            ids = torch.tensor([sequence], device=device)
            total += model(input_ids=ids, labels=ids).loss.item() * (len(sequence) - 1)
            tokens += len(sequence) - 1
    return total / max(tokens, 1)
