"""Which packages a result was made with."""

from __future__ import annotations

import platform
from importlib import metadata

PACKAGES = (
    "torch",
    "transformers",
    "trl",
    "peft",
    "accelerate",
    "datasets",
    "bitsandbytes",
    "safetensors",
    "gguf",
    "onnx",
    "onnxruntime",
    "onnxruntime-genai",
    "llmcompressor",
    "compressed-tensors",
)


def package_versions() -> dict[str, str]:
    """Of Python and those of `PACKAGES` that are installed; nothing is imported."""
    versions = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions
