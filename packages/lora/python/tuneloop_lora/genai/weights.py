"""The tensors of a model as float32, under the names that Hugging Face has for them, one at a time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from ..errors import CommandError

if TYPE_CHECKING:
    from gguf import GGUFReader

    from .decoder import Decoder


class Weights(Protocol):
    def has(self, name: str) -> bool: ...

    def get(self, name: str) -> np.ndarray: ...


def missing(name: str) -> CommandError:
    return CommandError("MODEL_LOAD_FAILED", f"The model has no tensor {name}: it is not whole.", "missing_tensor")


class FolderWeights:
    """Of a folder's safetensors."""

    def __init__(self, folder: Path) -> None:
        # It gives numpy a type for bfloat16.
        import ml_dtypes  # noqa: F401
        from safetensors import safe_open

        self._files: dict[str, Any] = {}
        for path in sorted(folder.glob("*.safetensors")):
            file = safe_open(path, framework="numpy")
            self._files.update(dict.fromkeys(file.keys(), file))
        if not self._files:
            raise CommandError("MODEL_LOAD_FAILED", f"{folder} has no safetensors files.", "missing_file")

    def names(self) -> list[str]:
        return sorted(self._files)

    def has(self, name: str) -> bool:
        return name in self._files

    def get(self, name: str) -> np.ndarray:
        if name not in self._files:
            raise missing(name)
        return self._files[name].get_tensor(name).astype(np.float32)


_LAYER = {
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm",
    "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
_OUTER = {
    "model.embed_tokens.weight": "token_embd.weight",
    "model.norm.weight": "output_norm.weight",
    "lm_head.weight": "output.weight",
}


class GgufWeights:
    """Of a GGUF, dequantised."""

    def __init__(self, reader: GGUFReader, decoder: Decoder) -> None:
        self._tensors = {tensor.name: tensor for tensor in reader.tensors}
        self._heads = {
            "self_attn.q_proj": decoder.heads,
            "self_attn.k_proj": decoder.key_value_heads,
        }
        # Of the families that it calls llama, llama.cpp rotates neighbours: queries and keys are in another order.
        self._is_reordered = decoder.family in ("llama", "mistral")

    def has(self, name: str) -> bool:
        return _gguf_name(name) in self._tensors

    def get(self, name: str) -> np.ndarray:
        from gguf.quants import dequantize

        tensor = self._tensors.get(_gguf_name(name))
        if tensor is None:
            raise missing(name)
        values = dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
        heads = self._heads.get(_module(name))
        return _halves(values, heads) if self._is_reordered and heads is not None else values


def _module(name: str) -> str:
    """Within its layer: `mlp.up_proj` of `model.layers.3.mlp.up_proj.weight`."""
    return name.split(".", 3)[-1].rpartition(".")[0]


def _gguf_name(name: str) -> str:
    if name in _OUTER:
        return _OUTER[name]
    layer, kind = name.split(".")[2], name.rpartition(".")[2]
    return f"blk.{layer}.{_LAYER[_module(name)]}.{kind}"


def _halves(values: np.ndarray, heads: int) -> np.ndarray:
    """Each head's rows as Hugging Face orders them: first the even ones, then the odd ones."""
    size = values.shape[0] // heads
    return values.reshape(heads, size // 2, 2, *values.shape[1:]).swapaxes(1, 2).reshape(values.shape)
