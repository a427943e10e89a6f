"""A trainer whose caller is gone must not go on: nobody would read it, and it holds memory and cores."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable

SECONDS_BETWEEN_LOOKS = 1.0


def end_with_parent() -> None:
    """Ends this process, and its process group where it leads one, as soon as the one that started it is gone.

    The caller holds the other end of standard input, and the kernel closes that however the caller died; it says so
    with `TUNELOOP_PARENT_PIPE`. A launcher's workers get no pipe, and look whether they were handed to another parent.
    """
    by_pipe = os.environ.pop("TUNELOOP_PARENT_PIPE", None) == "1"
    by_looking = "RANK" in os.environ and os.name == "posix"
    if by_pipe or by_looking:
        wait = _wait_for_pipe if by_pipe else _wait_for_other_parent
        threading.Thread(target=_end_after, args=[wait], name="parent", daemon=True).start()


def _end_after(wait: Callable[[], None]) -> None:
    wait()
    # Whoever read the log is most likely gone as well.
    with contextlib.suppress(OSError):
        print("The program that started this training is gone; so the training ends.", file=sys.stderr, flush=True)
    if os.name == "posix" and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)


def _wait_for_pipe() -> None:
    try:
        while os.read(0, 4096):
            pass
    except OSError:
        pass


def _wait_for_other_parent() -> None:
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(SECONDS_BETWEEN_LOOKS)
