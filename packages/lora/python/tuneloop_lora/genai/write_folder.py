"""A model as the folder that ONNX Runtime GenAI loads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..events import Emit
from .decoder_graph import DecoderGraph
from .genai_config import genai_config
from .graph import Graph
from .source import open_source


def write_folder(model: Path, folder: Path, precision: str, lora_slots: bool, emit: Emit) -> dict[str, Any]:
    """`model`: a Hugging Face folder or a GGUF. Returns `{family}`; raises `UNSUPPORTED` before it writes anything."""
    source = open_source(model)
    source.write_tokenizer(folder)
    graph = Graph(folder)
    layers = source.decoder.layers

    def on_layer(done: int) -> None:
        emit({"type": "phase", "phase": "save", "completed": done, "total": layers})

    DecoderGraph(graph, source.decoder, source.weights, precision, lora_slots).build(on_layer)
    graph.save({"precision": precision, "lora_slots": str(lora_slots).lower()})
    config = json.dumps(genai_config(source), indent=2)
    (folder / "genai_config.json").write_text(f"{config}\n", encoding="utf-8")
    return {"family": source.decoder.family}
