"""A GGUF as the folder that transformers trains on."""

from __future__ import annotations

import gc
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import CommandError
from .events import Emit
from .gguf_tokenizer import load_gguf_tokenizer

if TYPE_CHECKING:
    from gguf import GGUFReader
    from transformers import PreTrainedConfig


def dequantise(gguf: Path, folder: Path, emit: Emit) -> dict[str, Any]:
    """Writes `config.json`, safetensors, the tokenizer and the chat template of `gguf` to `folder`.

    Weights are kept as the file has them where it holds floats, and are float16 where it is quantised: its scales are
    float16, so that this is nearer to what is served than bfloat16 would be.

    Returns `{architecture, dtype, parameters}`.
    """
    from gguf import GGUFReader

    try:
        reader = GGUFReader(gguf)
    except (ValueError, IndexError, KeyError) as error:
        raise CommandError("MODEL_LOAD_FAILED", f"{gguf} is no whole GGUF file: {error}") from error
    refuse_parts(reader, gguf)
    emit({"type": "phase", "phase": "base", "label": "tokenizer"})
    load_gguf_tokenizer(reader, gguf).save_pretrained(folder)

    emit({"type": "phase", "phase": "import"})
    from transformers import AutoConfig, AutoModelForCausalLM
    from transformers.utils import logging

    logging.disable_progress_bar()
    dtype = _dtype(reader)
    emit({"type": "phase", "phase": "base", "label": "weights"})
    try:
        config = AutoConfig.from_pretrained(gguf.parent, gguf_file=gguf.name)
        _restore_head_size(config, reader)
        model = AutoModelForCausalLM.from_pretrained(gguf.parent, gguf_file=gguf.name, config=config, dtype=dtype)
    except (ValueError, KeyError) as error:
        raise CommandError(
            "MODEL_LOAD_FAILED",
            f"This GGUF cannot be turned into what is trained on: {error}. Give the model's Hugging Face folder in "
            "place of the GGUF.",
            "architecture",
        ) from error
    # It was dequantised: as it is now, it can be trained and saved.
    model.hf_quantizer = None
    model.is_quantized = False
    if hasattr(model.config, "quantization_config"):
        del model.config.quantization_config
    _restore_rope(model.config, reader)
    _restore_ends(model, reader)
    gc.collect()
    model.save_pretrained(folder, max_shard_size="4GB")
    return {
        "architecture": _field(reader, "general.architecture"),
        "dtype": str(dtype).removeprefix("torch."),
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
    }


def refuse_parts(reader: GGUFReader, gguf: Path) -> None:
    """Of a model in several files, each has but some tensors."""
    if (_field(reader, "split.count") or 1) > 1:
        raise CommandError(
            "MODEL_LOAD_FAILED",
            f"{gguf.name} is one of several parts. Join them (llama-gguf-split --merge), or give the model's Hugging "
            "Face folder.",
            "split",
        )


def _dtype(reader: GGUFReader) -> Any:
    """Of the matrices; norms are nearly always float32."""
    import torch
    from gguf import GGMLQuantizationType

    kinds = {tensor.tensor_type for tensor in reader.tensors if len(tensor.shape) > 1}
    if kinds == {GGMLQuantizationType.F32}:
        return torch.float32
    if kinds <= {GGMLQuantizationType.BF16, GGMLQuantizationType.F32}:
        return torch.bfloat16
    return torch.float16


def _restore_head_size(config: PreTrainedConfig, reader: GGUFReader) -> None:
    """Of some families transformers takes the usual size of a head, whatever the file says."""
    size = _field(reader, f"{_field(reader, 'general.architecture')}.attention.key_length")
    if size is not None and getattr(config, "head_dim", None) is not None:
        config.head_dim = int(size)


def _restore_rope(config: PreTrainedConfig, reader: GGUFReader) -> None:
    """How positions are stretched, which transformers does not read from a GGUF; without it the model is another one.

    Llama 3.1 and later: a GGUF has no key for it, but a tensor of divisors, one for each pair of dimensions.
    """
    architecture = _field(reader, "general.architecture")
    parameters = dict(getattr(config, "rope_parameters", None) or {})
    tensors = {tensor.name: tensor for tensor in reader.tensors}
    scaling = _field(reader, f"{architecture}.rope.scaling.type")
    if any(name in tensors for name in ("rope_factors_long.weight", "rope_factors_short.weight")):
        raise _unknown_rope("longrope")
    if "rope_freqs.weight" in tensors:
        divisors = [float(value) for value in tensors["rope_freqs.weight"].data]
        theta = float(_field(reader, f"{architecture}.rope.freq_base") or 10000.0)
        llama3 = {
            "rope_type": "llama3",
            "rope_theta": theta,
            "factor": max(divisors),
            "low_freq_factor": 1.0,
            "high_freq_factor": 4.0,
            "original_max_position_embeddings": 8192,
        }
        expected = _llama3_divisors(llama3, len(divisors))
        if any(not math.isclose(a, b, rel_tol=1e-3) for a, b in zip(divisors, expected, strict=True)):
            raise _unknown_rope("of its own kind")
        config.rope_parameters = llama3
    elif scaling in ("linear", "yarn"):
        parameters |= {"rope_type": scaling, "factor": float(_field(reader, f"{architecture}.rope.scaling.factor"))}
        original = _field(reader, f"{architecture}.rope.scaling.original_context_length")
        if scaling == "yarn" and original is not None:
            parameters["original_max_position_embeddings"] = int(original)
        config.rope_parameters = parameters
    elif scaling not in (None, "none"):
        raise _unknown_rope(str(scaling))


def _llama3_divisors(rope: dict[str, Any], pairs: int) -> list[float]:
    """What each frequency is divided by, as Llama 3.1 defines it: the long waves by `factor`, the short ones by 1."""
    low, high, factor = rope["low_freq_factor"], rope["high_freq_factor"], rope["factor"]
    context = rope["original_max_position_embeddings"]
    divisors = []
    for pair in range(pairs):
        wavelength = 2 * math.pi * rope["rope_theta"] ** (pair / pairs)
        if wavelength < context / high:
            divisors.append(1.0)
        elif wavelength > context / low:
            divisors.append(factor)
        else:
            smooth = (context / wavelength - low) / (high - low)
            divisors.append(1.0 / ((1 - smooth) / factor + smooth))
    return divisors


def _unknown_rope(kind: str) -> CommandError:
    return CommandError(
        "MODEL_LOAD_FAILED",
        f"This GGUF stretches positions in a way ({kind}) that cannot be read from it. Give the model's Hugging Face "
        "folder in place of the GGUF.",
        "rope",
    )


def _restore_ends(model: Any, reader: GGUFReader) -> None:
    for key, name in (("bos", "bos_token_id"), ("eos", "eos_token_id"), ("padding", "pad_token_id")):
        value = _field(reader, f"tokenizer.ggml.{key}_token_id")
        if value is None:
            continue
        setattr(model.config, name, value)
        if model.generation_config is not None:
            setattr(model.generation_config, name, value)


def _field(reader: GGUFReader, key: str) -> Any:
    field = reader.get_field(key)
    return None if field is None else field.contents()
