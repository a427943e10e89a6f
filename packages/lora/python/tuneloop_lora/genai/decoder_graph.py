"""The graph of a decoder, with the operators that ONNX Runtime has for its parts: attention with a cache of keys and
values, norms that add the residual, matrices in blocks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from onnx import TensorProto, helper

from .decoder import Decoder
from .graph import CONTRIB, Graph
from .lora_slots import add_slot
from .matrices import Matrices
from .weights import Weights

# Of past and present keys and values: what genai's own conversions call them, and genai_config.json names.
PAST, PRESENT = "past_key_values.{}.{}", "present.{}.{}"


class DecoderGraph:
    def __init__(self, graph: Graph, decoder: Decoder, weights: Weights, precision: str, has_slots: bool) -> None:
        self._graph = graph
        self._decoder = decoder
        self._weights = weights
        self._matrices = Matrices(graph, precision)
        self._has_slots = has_slots
        self._dtype = helper.np_dtype_to_tensor_dtype(self._matrices.dtype)

    def build(self, on_layer: Callable[[int], None]) -> None:
        graph, decoder, weights = self._graph, self._decoder, self._weights
        tokens = graph.input("input_ids", TensorProto.INT64, ["batch_size", "sequence_length"])
        lengths = self._lengths()
        caches = self._positions()
        embedded = weights.get("model.embed_tokens.weight")
        residual = self._matrices.embed("embed_tokens", tokens, embedded)
        options = {"axis": -1, "epsilon": decoder.epsilon, "stash_type": 1}
        norm = self._vector("model.layers.0.input_layernorm.weight")
        normed = graph.node("SimplifiedLayerNormalization", "layers.0/input_norm", [residual, norm], **options)
        for layer in range(decoder.layers):
            on_layer(layer)
            name = f"model.layers.{layer}"
            attended = self._attention(layer, normed, lengths, caches)
            normed, residual = self._norm(f"{name}.post_attention_layernorm", residual, attended)
            changed = self._feed_forward(name, normed)
            is_last = layer == decoder.layers - 1
            following = "model.norm" if is_last else f"model.layers.{layer + 1}.input_layernorm"
            normed, residual = self._norm(following, residual, changed)
        head = embedded if decoder.tied else weights.get("lm_head.weight")
        self._logits(normed, head)

    def _lengths(self) -> tuple[str, str]:
        """Of each sequence the index of its last position, and how long the longest is; both as int32."""
        graph = self._graph
        mask = graph.input("attention_mask", TensorProto.INT64, ["batch_size", "total_sequence_length"])
        one = graph.constant("one", np.array([1], np.int64))
        count = graph.node("ReduceSum", "lengths/sum", [mask, one], keepdims=0)
        last = graph.node("Sub", "lengths/last", [count, one])
        shape = graph.node("Shape", "lengths/shape", [mask])
        total = graph.node("Gather", "lengths/total", [shape, graph.constant("axis", np.array(1, np.int64))])
        return tuple(graph.node("Cast", f"{value}/int32", [value], to=TensorProto.INT32) for value in (last, total))

    def _positions(self) -> tuple[str, str]:
        cosine, sine = self._decoder.rope.caches(self._decoder.context)
        dtype = self._matrices.dtype
        cosines = self._graph.weight("cos_cache", cosine.astype(dtype))
        return cosines, self._graph.weight("sin_cache", sine.astype(dtype))

    def _attention(self, layer: int, source: str, lengths: tuple[str, str], caches: tuple[str, str]) -> str:
        graph, decoder = self._graph, self._decoder
        name = f"model.layers.{layer}.self_attn"
        heads = self._normed_heads(name, source) if decoder.head_norms else [self._packed(name, source), "", ""]
        cached = []
        for kind in ("key", "value"):
            past, present = PAST.format(layer, kind), PRESENT.format(layer, kind)
            graph.input(past, self._dtype, self._cache_shape("past_sequence_length"))
            graph.output(present, self._dtype, self._cache_shape("total_sequence_length"))
            cached.append((past, present))
        attended = graph.node(
            "GroupQueryAttention",
            f"{name}/attention",
            [*heads, *(past for past, _ in cached), *lengths, *caches],
            [f"{name}/attention/output", *(present for _, present in cached)],
            domain=CONTRIB,
            num_heads=decoder.heads,
            kv_num_heads=decoder.key_value_heads,
            scale=decoder.head_size**-0.5,
            local_window_size=-1,
            softcap=0.0,
            do_rotary=1,
            rotary_interleaved=0,
        )
        return self._linear(f"{name}.o_proj", attended)

    def _cache_shape(self, positions: str) -> list[str | int]:
        return ["batch_size", self._decoder.key_value_heads, positions, self._decoder.head_size]

    def _packed(self, name: str, source: str) -> str:
        """Queries, keys and values in one product."""
        parts = [f"{name}.{part}_proj" for part in ("q", "k", "v")]
        matrix = np.concatenate([self._weights.get(f"{part}.weight") for part in parts])
        biases = [self._weights.get(f"{part}.bias") for part in parts if self._weights.has(f"{part}.bias")]
        return self._product(f"{name}.qkv_proj", source, matrix, np.concatenate(biases) if biases else None)

    def _normed_heads(self, name: str, source: str) -> list[str]:
        """Queries, keys and values, of which each head of the first two is normed."""
        graph, decoder = self._graph, self._decoder
        found = []
        for part, size in (("q", decoder.query_size), ("k", decoder.key_value_size)):
            flat = self._linear(f"{name}.{part}_proj", source)
            split = graph.constant(f"{name}.{part}_heads", np.array([0, 0, -1, decoder.head_size], np.int64))
            by_head = graph.node("Reshape", f"{name}.{part}_norm/split", [flat, split])
            norm = self._vector(f"{name}.{part}_norm.weight")
            options = {"axis": -1, "epsilon": decoder.epsilon, "stash_type": 1}
            normed = graph.node("SimplifiedLayerNormalization", f"{name}.{part}_norm", [by_head, norm], **options)
            joined = graph.constant(f"{name}.{part}_size", np.array([0, 0, size], np.int64))
            found.append(graph.node("Reshape", f"{name}.{part}_norm/join", [normed, joined]))
        return [*found, self._linear(f"{name}.v_proj", source)]

    def _feed_forward(self, name: str, source: str) -> str:
        graph = self._graph
        gate = self._linear(f"{name}.mlp.gate_proj", source)
        up = self._linear(f"{name}.mlp.up_proj", source)
        opened = graph.node("Sigmoid", f"{name}.mlp/sigmoid", [gate])
        activated = graph.node("Mul", f"{name}.mlp/silu", [gate, opened])
        return self._linear(f"{name}.mlp.down_proj", graph.node("Mul", f"{name}.mlp/gated", [activated, up]))

    def _linear(self, name: str, source: str) -> str:
        bias = self._weights.get(f"{name}.bias") if self._weights.has(f"{name}.bias") else None
        return self._product(name, source, self._weights.get(f"{name}.weight"), bias)

    def _product(self, name: str, source: str, matrix: np.ndarray, bias: np.ndarray | None) -> str:
        outputs, inputs = matrix.shape
        dtype = self._matrices.dtype
        product = self._matrices.product(name, source, matrix)
        if bias is not None:
            added = self._graph.weight(f"{name}.bias", bias.astype(dtype))
            product = self._graph.node("Add", f"{name}/bias", [product, added])
        if not self._has_slots:
            return product
        return add_slot(self._graph, name, source, product, dtype, inputs, outputs)

    def _norm(self, name: str, residual: str, change: str) -> tuple[str, str]:
        """What is normed, and the new residual."""
        inputs = [residual, change, self._vector(f"{name}.weight")]
        outputs = [f"{name}/output", "", "", f"{name}/residual"]
        if name == "model.norm":
            outputs = outputs[:1]
        kind = "SkipSimplifiedLayerNormalization"
        self._graph.node(kind, name, inputs, outputs, domain=CONTRIB, epsilon=self._decoder.epsilon)
        return outputs[0], outputs[-1]

    def _logits(self, source: str, head: np.ndarray) -> None:
        """Of the last position alone: those of a prompt would be most of its work."""
        graph = self._graph
        last = graph.constant("last", np.array([-1], np.int64))
        final = graph.node("Gather", "lm_head/last", [source, last], axis=1)
        tied = "embed_tokens" if self._decoder.tied else None
        self._matrices.logits("lm_head", final, "logits", head, tied)
        graph.output("logits", self._dtype, ["batch_size", 1, head.shape[0]])

    def _vector(self, name: str) -> str:
        return self._graph.weight(name, self._weights.get(name).astype(self._matrices.dtype))
