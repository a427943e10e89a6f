"""What went wrong, as the caller's closed list of codes and a sentence that says what to do."""

from __future__ import annotations

import errno
import os
from typing import Any

SMALLER = (
    "Make it smaller: a smaller batchSize with more gradientAccumulation, a shorter maxLength, "
    "gradientCheckpointing, or quantization 4bit."
)


class CommandError(Exception):
    """A failure that a command knows by name. `code` is of the closed list of @tuneloop/protocol."""

    def __init__(self, code: str, message: str, reason: str | None = None, **details: Any) -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason
        self.details = details


def event_of(error: BaseException) -> dict[str, Any]:
    """The event that ends a failed command: `{type, code, reason?, message, details?}`."""
    code, reason, message, details = _explain(error)
    event: dict[str, Any] = {"type": "error", "code": code, "message": message}
    if reason is not None:
        event["reason"] = reason
    if details:
        event["details"] = details
    return event


def not_a_number(step: int, what: str = "loss") -> CommandError:
    """The loss (or the gradient's norm) of `step` is NaN or infinite."""
    return CommandError(
        "OUTPUT_INVALID",
        f"The {what} is not a number any more at step {step}, so that nothing useful can come of it. Lower the "
        "learningRate (a tenth of it is a good next try), keep maxGradNorm at 1, and look for empty or broken rows; "
        "with fp16 try precision bf16 or fp32.",
        "not_a_number",
        step=step,
    )


def _explain(error: BaseException) -> tuple[str, str | None, str, dict[str, Any]]:
    # A library's own error often wraps the one that says what happened.
    for cause in _chain(error):
        known = _known(cause)
        if known is not None:
            return known
    text = _first_line(error)
    return "JOB_FAILED", None, f"The trainer failed: {type(error).__name__}: {text}. Its log says more.", {}


def _known(error: BaseException) -> tuple[str, str | None, str, dict[str, Any]] | None:
    if isinstance(error, CommandError):
        return error.code, error.reason, str(error), error.details
    if isinstance(error, KeyboardInterrupt):
        return "ABORTED", None, "The trainer was interrupted.", {}
    text = str(error)
    if _out_of_memory(error, text):
        where = "The GPU's memory" if "CUDA" in text or "HIP" in text or "MPS" in text else "The memory"
        return "RESOURCE_EXHAUSTED", "memory", f"{where} does not hold this training. {SMALLER}", {}
    if _disk_full(error, text):
        message = (
            "The disk is full. What was saved before is still there: make room, and resume. Fewer checkpoints "
            "(checkpoint.keep, checkpoint.everySteps) need less."
        )
        return "RESOURCE_EXHAUSTED", "disk", message, {}
    if _no_network(error, text):
        return (
            "UPSTREAM_FAILED",
            "no_network",
            "The model hub cannot be reached from here. Download the model's folder where there is a network "
            "(hf download OWNER/NAME --local-dir FOLDER), and give that folder, or a .gguf file, as the model.",
            {},
        )
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        missing = error.filename if error.filename is not None else text
        return "INVALID_REQUEST", "missing_file", f"{missing} is not there, or cannot be read.", {}
    if isinstance(error, PermissionError):
        return "INVALID_REQUEST", "permission", f"{error.filename or text} may not be read or written by this user.", {}
    if isinstance(error, RuntimeError) and "Error(s) in loading state_dict" in text and "size mismatch" in text:
        return "ADAPTER_INVALID", "base_mismatch", _mismatch(text), {}
    if isinstance(error, ValueError) and text.startswith("Target modules"):
        message = (
            "The base has no layers of these names. Leave lora.targetModules out for all linear ones, or name some of "
            f"the base's own; an adapter to go on from must be of this base. ({_first_line(error)})"
        )
        return "INVALID_REQUEST", "target_modules", message, {}
    if isinstance(error, ModuleNotFoundError):
        return (
            "UNSUPPORTED",
            "missing_package",
            f"The Python package {error.name} is missing in the training environment. Make the environment anew "
            "(tuneloop doctor names its folder), or install the package there.",
            {"package": error.name},
        )
    return None


def _chain(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain and len(chain) < 16:
        chain.append(current)
        current = current.__cause__ or current.__context__
    return chain


def _out_of_memory(error: BaseException, text: str) -> bool:
    # torch.OutOfMemoryError is a RuntimeError; torch is not imported here, as its import may be what failed.
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
        return True
    said = text.lower()
    words = ("out of memory", "can't allocate memory", "not enough memory")
    return isinstance(error, RuntimeError) and any(word in said for word in words)


def _disk_full(error: BaseException, text: str) -> bool:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return True
    # torch's and safetensors' own writers hand on the system's words, not its number.
    words = (os.strerror(errno.ENOSPC), os.strerror(errno.EDQUOT), "os error 28", "os error 122")
    return any(word in text for word in words) or "PytorchStreamWriter failed writing file" in text


def _no_network(error: BaseException, text: str) -> bool:
    names = ("LocalEntryNotFoundError", "OfflineModeIsEnabled", "ConnectError", "ConnectTimeout", "ConnectionError")
    return type(error).__name__ in names or "couldn't connect to 'https://huggingface.co'" in text


def _mismatch(text: str) -> str:
    line = next((line.strip() for line in text.splitlines() if "size mismatch" in line), "")
    return (
        "The adapter was not made for this base: their shapes differ. Give the base that it was trained on, or start "
        f"a new adapter. ({line[:300]})"
    )


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return (lines[0] if lines else "no message")[:500].rstrip(".")
