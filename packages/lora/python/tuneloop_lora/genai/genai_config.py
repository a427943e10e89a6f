"""`genai_config.json`: how ONNX Runtime GenAI runs a model. It refuses what it does not know, so nothing of ours is in
it."""

from __future__ import annotations

from typing import Any

from .source import Source


def genai_config(source: Source) -> dict[str, Any]:
    decoder = source.decoder
    ends = source.eos or ([] if source.bos is None else [source.bos])
    padding = source.padding if source.padding is not None else ends[0] if ends else 0
    return {
        "model": {
            "type": decoder.family,
            "bos_token_id": source.bos if source.bos is not None else padding,
            "eos_token_id": ends,
            "pad_token_id": padding,
            "context_length": decoder.context,
            "vocab_size": decoder.vocabulary,
            "decoder": {
                "filename": "model.onnx",
                "session_options": {"log_id": "onnxruntime-genai", "provider_options": []},
                "hidden_size": decoder.hidden_size,
                "head_size": decoder.head_size,
                "num_attention_heads": decoder.heads,
                "num_key_value_heads": decoder.key_value_heads,
                "num_hidden_layers": decoder.layers,
                "inputs": {
                    "input_ids": "input_ids",
                    "attention_mask": "attention_mask",
                    "past_key_names": "past_key_values.%d.key",
                    "past_value_names": "past_key_values.%d.value",
                },
                "outputs": {
                    "logits": "logits",
                    "present_key_names": "present.%d.key",
                    "present_value_names": "present.%d.value",
                },
            },
        },
        "search": {"do_sample": False, "max_length": decoder.context, "past_present_share_buffer": True},
    }
