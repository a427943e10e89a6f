"""The angles by which positions rotate queries and keys (arXiv:2104.09864), and how contexts are stretched."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import CommandError


@dataclass(frozen=True)
class Rope:
    # Of each pair of a head's dimensions, in radians a position.
    frequencies: np.ndarray
    # What cosine and sine are multiplied with: YaRN's temperature.
    factor: float = 1.0

    def caches(self, positions: int) -> tuple[np.ndarray, np.ndarray]:
        """Cosine and sine, each of shape (positions, pairs), as GroupQueryAttention takes them."""
        angles = np.outer(np.arange(positions, dtype=np.float64), self.frequencies)
        return (
            (np.cos(angles) * self.factor).astype(np.float32),
            (np.sin(angles) * self.factor).astype(np.float32),
        )


def rope_of_config(config: dict[str, Any], head_size: int) -> Rope:
    """Of a Hugging Face `config.json`, of transformers 5 (`rope_parameters`) or before (`rope_scaling`)."""
    parameters = {"rope_theta": config.get("rope_theta", 10000.0)}
    parameters |= config.get("rope_parameters") or config.get("rope_scaling") or {}
    kind = parameters.get("rope_type") or parameters.get("type") or "default"
    if config.get("partial_rotary_factor", parameters.get("partial_rotary_factor", 1.0)) != 1.0:
        raise _unknown("of a part of each head")
    plain = frequencies(parameters["rope_theta"], head_size)
    if kind == "default":
        return Rope(plain)
    factor = float(parameters.get("factor", 1.0))
    if kind == "linear":
        return Rope(plain / factor)
    if kind == "llama3":
        return Rope(_llama3(plain, parameters))
    if kind == "yarn":
        original = parameters.get("original_max_position_embeddings") or config["max_position_embeddings"]
        return _yarn(plain, parameters, factor, float(original))
    raise _unknown(kind)


def frequencies(theta: float, head_size: int) -> np.ndarray:
    return 1.0 / float(theta) ** (np.arange(0, head_size, 2, dtype=np.float64) / head_size)


def _llama3(plain: np.ndarray, parameters: dict[str, Any]) -> np.ndarray:
    low, high = float(parameters["low_freq_factor"]), float(parameters["high_freq_factor"])
    factor, context = float(parameters["factor"]), float(parameters["original_max_position_embeddings"])
    # How often a frequency goes round within the context that the model was made for.
    turns = context * plain / (2 * math.pi)
    kept = np.clip((turns - low) / (high - low), 0.0, 1.0)
    return plain * (kept + (1.0 - kept) / factor)


def _yarn(plain: np.ndarray, parameters: dict[str, Any], factor: float, context: float) -> Rope:
    """arXiv:2309.00071: what turns often keeps its frequency, what turns seldom is stretched."""
    unknown = {"mscale", "mscale_all_dim"} & parameters.keys()
    if unknown or parameters.get("truncate") is False:
        raise _unknown("yarn with settings of its own")
    pairs = len(plain)
    base = float(parameters["rope_theta"])

    def pair_that_turns(times: float) -> float:
        return pairs * math.log(context / (times * 2 * math.pi)) / math.log(base)

    first = max(math.floor(pair_that_turns(float(parameters.get("beta_fast") or 32))), 0)
    last = min(math.ceil(pair_that_turns(float(parameters.get("beta_slow") or 1))), 2 * pairs - 1)
    stretched = np.clip((np.arange(pairs) - first) / max(last - first, 0.001), 0.0, 1.0)
    temperature = parameters.get("attention_factor")
    if temperature is None:
        temperature = 0.1 * math.log(factor) + 1.0 if factor > 1 else 1.0
    return Rope(plain * (1.0 - stretched) + plain / factor * stretched, float(temperature))


def _unknown(kind: str) -> CommandError:
    return CommandError("UNSUPPORTED", f"Rotated positions ({kind}) are nothing that is written to ONNX here.", "rope")
