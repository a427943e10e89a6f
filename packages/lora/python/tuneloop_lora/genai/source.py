"""What a genai folder is made of: a Hugging Face folder, or a GGUF."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..dequantise import refuse_parts
from ..errors import CommandError
from ..gguf_tokenizer import save_gguf_tokenizer
from .decoder import FAMILIES, Decoder, decoder_of_config, unsupported
from .rope import Rope
from .weights import FolderWeights, GgufWeights, Weights

if TYPE_CHECKING:
    from gguf import GGUFReader

# Whatever a folder has of these belongs to its tokenizer.
_TOKENIZER = (
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "chat_template.jinja",
    "vocab.json",
    "merges.txt",
    "tokenizer.model",
)


@dataclass(frozen=True)
class Source:
    decoder: Decoder
    weights: Weights
    # Ids of the tokens that begin a text, end it, and fill it up.
    bos: int | None
    eos: list[int]
    padding: int | None
    # Writes the tokenizer and the chat template to a folder.
    write_tokenizer: Callable[[Path], None]


def open_source(model: Path) -> Source:
    return _of_folder(model) if model.is_dir() else _of_gguf(model)


def _of_folder(folder: Path) -> Source:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    generation = folder / "generation_config.json"
    # Its ends are those of chats, of which config.json often knows one alone.
    told = config | (json.loads(generation.read_text(encoding="utf-8")) if generation.exists() else {})
    eos = told.get("eos_token_id")

    def write_tokenizer(output: Path) -> None:
        if not (folder / "tokenizer.json").exists():
            raise CommandError("MODEL_LOAD_FAILED", f"{folder} has no tokenizer.json.", "tokenizer")
        for name in _TOKENIZER:
            if (folder / name).exists():
                shutil.copyfile(folder / name, output / name)

    return Source(
        decoder=decoder_of_config(config),
        weights=FolderWeights(folder),
        bos=told.get("bos_token_id"),
        eos=eos if isinstance(eos, list) else [] if eos is None else [eos],
        padding=told.get("pad_token_id"),
        write_tokenizer=write_tokenizer,
    )


def _of_gguf(file: Path) -> Source:
    from gguf import GGUFReader

    try:
        reader = GGUFReader(file)
    except (ValueError, IndexError, KeyError) as error:
        raise CommandError("MODEL_LOAD_FAILED", f"{file} is no whole GGUF file: {error}") from error
    refuse_parts(reader, file)
    decoder = _decoder_of_gguf(reader)
    ends = (_field(reader, f"tokenizer.ggml.{key}_token_id") for key in ("eos", "eot", "eom"))
    return Source(
        decoder=decoder,
        weights=GgufWeights(reader, decoder),
        bos=_field(reader, "tokenizer.ggml.bos_token_id"),
        eos=list(dict.fromkeys(end for end in ends if end is not None)),
        padding=_field(reader, "tokenizer.ggml.padding_token_id"),
        write_tokenizer=partial(save_gguf_tokenizer, reader, file),
    )


def _decoder_of_gguf(reader: GGUFReader) -> Decoder:
    family = _field(reader, "general.architecture")
    if family not in FAMILIES:
        raise unsupported(f"A model of the kind {family}")

    def of(key: str) -> Any:
        return _field(reader, f"{family}.{key}")

    tensors = {tensor.name: tensor for tensor in reader.tensors}
    if any(name.endswith("_exps.weight") for name in tensors):
        raise unsupported("A mixture of experts")
    heads = int(of("attention.head_count"))
    head_size = int(of("attention.key_length") or of("embedding_length") // heads)
    if (of("rope.dimension_count") or head_size) != head_size:
        raise unsupported("A rotation of a part of each head")
    context = int(of("context_length"))
    scaling = of("rope.scaling.type")
    config = {
        "model_type": family,
        "hidden_size": int(of("embedding_length")),
        "intermediate_size": int(of("feed_forward_length")),
        "num_hidden_layers": int(of("block_count")),
        "num_attention_heads": heads,
        "num_key_value_heads": int(of("attention.head_count_kv") or heads),
        "head_dim": head_size,
        "vocab_size": int(tensors["token_embd.weight"].shape[1]),
        "rms_norm_eps": float(of("attention.layer_norm_rms_epsilon")),
        "max_position_embeddings": context,
        "tie_word_embeddings": "output.weight" not in tensors,
        "rope_theta": float(of("rope.freq_base") or 10000.0),
    }
    if scaling not in (None, "none"):
        config["rope_scaling"] = {
            "rope_type": scaling,
            "factor": float(of("rope.scaling.factor") or 1.0),
            "original_max_position_embeddings": int(of("rope.scaling.original_context_length") or context),
        }
    decoder = decoder_of_config(config)
    if any(name.startswith("rope_factors") for name in tensors):
        raise unsupported("A rotation with factors for long contexts")
    if "rope_freqs.weight" in tensors:
        divisors = np.array(tensors["rope_freqs.weight"].data, np.float64)
        decoder = replace(decoder, rope=Rope(decoder.rope.frequencies / divisors))
    return decoder


def _field(reader: GGUFReader, key: str) -> Any:
    field = reader.get_field(key)
    return None if field is None else field.contents()
