"""Which packages a result was made with."""

from __future__ import annotations

import platform
from importlib import metadata

# In every environment.
REQUIRED = (
    "torch",
    "transformers",
    "trl",
    "peft",
    "accelerate",
    "datasets",
    "bitsandbytes",
    "safetensors",
    "gguf",
)
# Of extras, which are there for those who use them.
OPTIONAL = (
    "onnx",
    "onnxruntime",
    "onnxruntime-genai",
    "llmcompressor",
    "compressed-tensors",
)


def package_versions() -> dict[str, str]:
    """Of Python and those packages that are installed; nothing is imported."""
    versions = {"python": platform.python_version()}
    for name in (*REQUIRED, *OPTIONAL):
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions
