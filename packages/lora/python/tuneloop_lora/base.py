"""The model that is trained on, and its tokenizer, from a Hugging Face folder (or, with a network, a hub id)."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import CommandError

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel, PreTrainedTokenizerBase


def load_tokenizer(base: str, chat_template: str | None = None, revision: str | None = None) -> PreTrainedTokenizerBase:
    """The base's tokenizer, with `chat_template` (Jinja) in place of its own where it is given.

    It always has a token to fill rows with: where the base names none, the one that ends a text.
    """
    from transformers import AutoTokenizer

    _check(base)
    tokenizer = AutoTokenizer.from_pretrained(base, revision=revision)
    if chat_template is not None:
        tokenizer.chat_template = chat_template
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer


def load_model(
    base: str,
    dtype: torch.dtype,
    quantization: str = "none",
    device: str | None = None,
    revision: str | None = None,
    **options: Any,
) -> PreTrainedModel:
    """The base for causal language modelling, its weights in `dtype`, on `device` (left out: that of `torch_device`).

    `quantization`: `none`, `8bit` or `4bit` (nf4, doubly quantised, as in arXiv:2305.14314). Whatever else `options`
    holds goes to `from_pretrained`.
    """
    import torch
    from transformers import AutoModelForCausalLM

    _check(base)
    device = device or torch_device()
    if quantization != "none":
        options["quantization_config"] = _quantization_config(quantization, dtype)
    try:
        return AutoModelForCausalLM.from_pretrained(
            base, revision=revision, dtype=dtype, device_map={"": torch.device(device)}, **options
        )
    except (ValueError, KeyError, json.JSONDecodeError) as error:
        raise CommandError(
            "MODEL_LOAD_FAILED",
            f"{base} cannot be loaded as a language model: {error}. Its folder needs config.json of an architecture "
            "that transformers knows, whole safetensors files and the tokenizer.",
        ) from error


def torch_device() -> str:
    """`cuda:N` (of this process, where several train), `mps` or `cpu`."""
    import torch

    if torch.cuda.is_available():
        return f"cuda:{int(os.environ.get('LOCAL_RANK', '0'))}"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def torch_dtype(precision: str) -> torch.dtype:
    """Of `fp32`, `bf16`, `fp16`; `auto` is bf16 on a GPU that computes with it, otherwise fp32."""
    import torch

    if precision == "auto":
        return torch.bfloat16 if torch.cuda.is_available() and torch.cuda.is_bf16_supported() else torch.float32
    return {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}[precision]


def _quantization_config(quantization: str, dtype: torch.dtype) -> Any:
    from transformers import BitsAndBytesConfig

    if quantization == "8bit":
        return BitsAndBytesConfig(load_in_8bit=True)
    return BitsAndBytesConfig(
        load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=True, bnb_4bit_compute_dtype=dtype
    )


def _check(base: str) -> None:
    """A folder that lacks its model would be taken for a hub id, and the error would speak of the network."""
    folder = Path(base)
    if not folder.is_absolute():
        return
    if not folder.is_dir():
        raise CommandError("MODEL_NOT_FOUND", f"{folder} is not there: the model's folder is needed.", "missing_file")
    if not (folder / "config.json").is_file():
        raise CommandError(
            "MODEL_LOAD_FAILED", f"{folder} is no model's folder: it has no config.json.", "missing_file"
        )
