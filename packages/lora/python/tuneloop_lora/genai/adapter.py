"""PEFT's adapters as `.onnx_adapter`: what the slots of one model take."""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from ..errors import CommandError
from .lora_slots import A, B
from .weights import FolderWeights

# The modules of PEFT that share a slot, as their outputs follow each other in it.
_PACKED = ("q_proj", "k_proj", "v_proj")
_TENSOR = re.compile(r"base_model\.model\.(.+)\.lora_([AB])(?:\.[^.]+)?\.weight")


@dataclass(frozen=True)
class Slot:
    dtype: np.dtype
    inputs: int
    outputs: int


@dataclass(frozen=True)
class Part:
    """What a module of the adapter adds to its slot, from the output `offset` on."""

    module: str
    offset: int
    # Of shape (rank, inputs).
    a: np.ndarray
    # Of shape (outputs, rank), with the adapter's factor in it.
    b: np.ndarray


def convert_adapter(adapter: Path, model: Path, output: Path) -> dict[str, Any]:
    """For the genai folder `model`. Returns `{rank, alpha, modules}`; `output` appears when it is complete."""
    file = adapter / "adapter_config.json"
    if not file.exists():
        raise CommandError("ADAPTER_INVALID", f"{adapter} is no adapter as PEFT saves it: it has no {file.name}.")
    config = json.loads(file.read_text(encoding="utf-8"))
    _check(config)
    modules = _read_modules(adapter, config)
    slots = read_slots(model)
    parameters = {}
    for name, parts in _by_slot(modules, slots, model).items():
        parameters[f"{name}{A}"], parameters[f"{name}{B}"] = _joined(slots[name], parts)
    _write(parameters, output)
    return {"rank": config["r"], "alpha": config["lora_alpha"], "modules": len(modules)}


def read_slots(model: Path) -> dict[str, Slot]:
    """Of a genai folder. Raises `ADAPTER_INVALID` where it has none."""
    file = model / "model.onnx"
    if not file.exists():
        raise CommandError("MODEL_NOT_FOUND", f"{model} is no folder of ONNX Runtime GenAI: it has no model.onnx.")
    graph = onnx.load(str(file), load_external_data=False).graph
    types = {value.name: value.type.tensor_type for value in graph.input}
    slots = {}
    for name in (name.removesuffix(A) for name in types if name.endswith(A)):
        down, up = types[f"{name}{A}"], types[f"{name}{B}"]
        dtype = onnx.helper.tensor_dtype_to_np_dtype(down.elem_type)
        slots[name] = Slot(dtype, down.shape.dim[0].dim_value, up.shape.dim[1].dim_value)
    if not slots:
        raise CommandError(
            "ADAPTER_INVALID",
            f"{model} has no slots for adapters. Convert the model again with --lora-slots, and then the adapter.",
            "no_slots",
        )
    return slots


def _check(config: dict[str, Any]) -> None:
    if config.get("peft_type") != "LORA":
        raise _unknown(f"An adapter of the kind {config.get('peft_type')}")
    if config.get("use_dora"):
        raise CommandError(
            "ADAPTER_INVALID",
            "DoRA has no form that slots could take. Merge it into its base (convert --to merged), and convert that.",
            "dora",
        )
    if config.get("bias", "none") != "none" or config.get("lora_bias") or config.get("modules_to_save"):
        raise _unknown("An adapter with biases or whole modules")
    if config.get("fan_in_fan_out"):
        raise _unknown("An adapter with transposed matrices")


def _unknown(what: str) -> CommandError:
    return CommandError("ADAPTER_INVALID", f"{what} has no form that slots could take.", "kind")


def _read_modules(adapter: Path, config: dict[str, Any]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    weights = FolderWeights(adapter)
    halves: dict[str, dict[str, np.ndarray]] = defaultdict(dict)
    for name in weights.names():
        match = _TENSOR.fullmatch(name)
        if match is None:
            raise _unknown(f"{name} in an adapter")
        halves[match[1]][match[2]] = weights.get(name)
    modules = {}
    for module, pair in halves.items():
        if len(pair) != 2:
            raise CommandError("ADAPTER_INVALID", f"The adapter has but one half of {module}.", "missing_tensor")
        modules[module] = (pair["A"], pair["B"] * _factor(module, pair["A"].shape[0], config))
    return modules


def _factor(module: str, rank: int, config: dict[str, Any]) -> np.float32:
    """alpha / rank, or alpha / sqrt(rank) of rank-stabilised LoRA (arXiv:2312.03732)."""
    alphas = config.get("alpha_pattern") or {}
    own = (alpha for pattern, alpha in alphas.items() if re.fullmatch(rf"(.*\.)?({pattern})", module))
    alpha = next(own, config["lora_alpha"])
    return np.float32(alpha / (rank**0.5 if config.get("use_rslora") else rank))


def _by_slot(
    modules: dict[str, tuple[np.ndarray, np.ndarray]], slots: dict[str, Slot], model: Path
) -> dict[str, list[Part]]:
    decoder = json.loads((model / "genai_config.json").read_text(encoding="utf-8"))["model"]["decoder"]
    queries = decoder["num_attention_heads"] * decoder["head_size"]
    keys = decoder["num_key_value_heads"] * decoder["head_size"]
    offsets = dict(zip(_PACKED, (0, queries, queries + keys), strict=True))
    found: dict[str, list[Part]] = defaultdict(list)
    for module, (a, b) in modules.items():
        parent, _, kind = module.rpartition(".")
        packed = f"{parent}.qkv_proj"
        is_packed = kind in offsets and packed in slots
        slot = packed if is_packed else module
        if slot not in slots:
            message = f"The adapter changes {module}, for which the model has no slot."
            raise CommandError("ADAPTER_INVALID", message, "base_mismatch")
        found[slot].append(Part(module, offsets[kind] if is_packed else 0, a, b))
    return found


def _joined(slot: Slot, parts: list[Part]) -> tuple[np.ndarray, np.ndarray]:
    """One A of (inputs, ranks) and one B of (ranks, outputs), in which each module writes its own outputs alone."""
    rank = sum(part.a.shape[0] for part in parts)
    down = np.zeros((slot.inputs, rank), slot.dtype)
    up = np.zeros((rank, slot.outputs), slot.dtype)
    first = 0
    for part in parts:
        last, end = first + part.a.shape[0], part.offset + part.b.shape[0]
        if part.a.shape[1] != slot.inputs or end > slot.outputs:
            message = f"The adapter was not made for this model: {part.module} has another shape there."
            raise CommandError("ADAPTER_INVALID", message, "base_mismatch")
        down[:, first:last] = part.a.T
        up[first:last, part.offset : end] = part.b.T
        first = last
    return down, up


def _write(parameters: dict[str, np.ndarray], output: Path) -> None:
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    from onnxruntime import AdapterFormat, OrtValue

    file = AdapterFormat()
    file.set_adapter_version(1)
    file.set_model_version(1)
    file.set_parameters({name: OrtValue.ortvalue_from_numpy(values) for name, values in parameters.items()})
    output.parent.mkdir(parents=True, exist_ok=True)
    draft = output.with_name(f"{output.name}.partial")
    file.export_adapter(str(draft))
    os.replace(draft, output)
