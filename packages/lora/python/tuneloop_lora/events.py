"""What the caller is told: one JSON object a line.

They go to file descriptor 3, so that standard output and standard error stay free for what libraries print; the caller
keeps those as the log. A launcher whose workers inherit no descriptors names a pipe or a file for them in
`TUNELOOP_EVENTS`. Run by hand, with neither, they go to standard output.
"""

from __future__ import annotations

import json
import math
import os
import stat
import threading
from collections.abc import Callable
from typing import Any

Emit = Callable[[dict[str, Any]], None]

_lock = threading.Lock()
_fd: int | None = None


def is_first_process() -> bool:
    """Whether this is the first process of its machine: of several that train together, one speaks there."""
    return int(os.environ.get("LOCAL_RANK", "0")) == 0


def open_events() -> None:
    """Finds where events go. To be called before anything else opens a file, which could then be number 3."""
    global _fd
    path = os.environ.get("TUNELOOP_EVENTS")
    if not is_first_process():
        return
    if path is not None:
        _fd = os.open(path, os.O_WRONLY | os.O_APPEND)
    else:
        _fd = 3 if _is_pipe(3) else 1
    if _fd == 3:
        os.set_inheritable(3, False)


def emit(event: dict[str, Any]) -> None:
    """Writes one event; of processes that train together, those but the first say nothing.

    A caller that is gone is no failure here: `parent` ends the process.
    """
    if _fd is None:
        return
    rest = memoryview((encode(event) + "\n").encode())
    with _lock:
        try:
            # A pipe takes what fits; the rest waits for a slow reader.
            while rest:
                rest = rest[os.write(_fd, rest) :]
        except OSError:
            return


def encode(event: dict[str, Any]) -> str:
    return json.dumps(_plain(event), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    """JSON has no NaN (null stands for it), and libraries hand out kinds of number of their own."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return _plain(value.item()) if hasattr(value, "item") else str(value)


def _is_pipe(fd: int) -> bool:
    try:
        mode = os.fstat(fd).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)
