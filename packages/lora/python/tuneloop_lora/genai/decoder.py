"""What a decoder of the families of Llama is made of: all that its graph depends on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..errors import CommandError
from .rope import Rope, rope_of_config

FAMILIES = ("llama", "mistral", "qwen2", "qwen3")


@dataclass(frozen=True)
class Decoder:
    family: str
    layers: int
    hidden_size: int
    intermediate_size: int
    heads: int
    key_value_heads: int
    head_size: int
    vocabulary: int
    epsilon: float
    context: int
    rope: Rope
    # Whether the output shares its matrix with the embeddings.
    tied: bool
    # Whether each head of the queries and the keys is normed before it is rotated, as Qwen 3 does.
    head_norms: bool

    @property
    def query_size(self) -> int:
        return self.heads * self.head_size

    @property
    def key_value_size(self) -> int:
        return self.key_value_heads * self.head_size


def unsupported(what: str) -> CommandError:
    return CommandError("UNSUPPORTED", f"{what} is nothing that is written to ONNX here.", "architecture")


def decoder_of_config(config: dict[str, Any]) -> Decoder:
    """Of a Hugging Face `config.json`. Raises `UNSUPPORTED` for whatever the graph would leave out."""
    family = config.get("model_type")
    if family not in FAMILIES:
        raise unsupported(f"A model of the kind {family}")
    if config.get("quantization_config") is not None:
        raise unsupported("A folder with quantised weights")
    if config.get("hidden_act", "silu") != "silu":
        raise unsupported(f"The activation {config['hidden_act']}")
    if config.get("mlp_bias"):
        raise unsupported("A bias in the feed-forward layers")
    window = config.get("sliding_window")
    context = config["max_position_embeddings"]
    slides = window is not None and window < context and config.get("use_sliding_window", family == "mistral")
    if slides:
        raise unsupported("A sliding window of attention")
    hidden_size, heads = config["hidden_size"], config["num_attention_heads"]
    head_size = config.get("head_dim") or hidden_size // heads
    return Decoder(
        family=family,
        layers=config["num_hidden_layers"],
        hidden_size=hidden_size,
        intermediate_size=config["intermediate_size"],
        heads=heads,
        key_value_heads=config.get("num_key_value_heads") or heads,
        head_size=head_size,
        vocabulary=config["vocab_size"],
        epsilon=config.get("rms_norm_eps", 1e-6),
        context=context,
        rope=rope_of_config(config, head_size),
        tied=bool(config.get("tie_word_embeddings", False)),
        head_norms=family == "qwen3",
    )
