"""Starts the processes that train together: `torchrun`, with the events of the first of them handed on.

accelerate's own launcher silently runs one process on a CPU; torchrun runs as many as it is told to.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from ..errors import CommandError
from ..events import Emit
from ..trainers.settings import DistributedSettings


def is_worker() -> bool:
    """torchrun gives each process its number."""
    return "RANK" in os.environ


def is_first_of_node() -> bool:
    """Whether this process, of those on this machine, writes and removes what they share."""
    return os.environ.get("LOCAL_RANK", "0") == "0"


def launch(config: dict[str, Any], settings: DistributedSettings, emit: Emit) -> None:
    """Ends when all processes have ended; raises what the first one told, or that one of them died."""
    if not hasattr(os, "mkfifo"):
        raise CommandError("UNSUPPORTED", "Several processes train together on Linux and macOS alone: use one process.")
    with tempfile.TemporaryDirectory(prefix="tuneloop-") as folder:
        events = Path(folder) / "events"
        os.mkfifo(events)
        file = Path(folder) / "config.json"
        file.write_text(json.dumps(config), encoding="utf-8")
        command = [sys.executable, "-m", "torch.distributed.run", *_arguments(settings)]
        command += ["-m", "tuneloop_lora", "train", str(file)]
        reader = os.open(events, os.O_RDONLY | os.O_NONBLOCK)
        try:
            environment = {**os.environ, "TUNELOOP_EVENTS": str(events)}
            # Those that one process would have had, shared: more than there are cores slow all of them down.
            threads = int(os.environ.get("OMP_NUM_THREADS", "1"))
            environment["OMP_NUM_THREADS"] = str(max(1, threads // settings.processes))
            process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr)
            last = _hand_on(reader, process, emit)
        finally:
            os.close(reader)
    if last is not None and last["type"] == "error":
        raise CommandError(last["code"], last["message"], last.get("reason"), **last.get("details", {}))
    if process.returncode != 0 or last is None or last["type"] != "done":
        raise CommandError(
            "JOB_FAILED",
            f"One of the {settings.processes} training processes died (exit code {process.returncode}); the log says "
            "which, and why. Where the memory was too small, train with fewer processes or a smaller batchSize.",
        )


def _arguments(settings: DistributedSettings) -> list[str]:
    """Of torchrun."""
    count = ["--nproc-per-node", str(settings.processes)]
    if settings.nodes == 1:
        return ["--standalone", "--local-addr", "127.0.0.1", *count]
    if settings.master is None:
        raise CommandError("INVALID_REQUEST", "Several nodes need distributed.master: host:port of the first one.")
    host, port = settings.master.rsplit(":", 1)
    nodes = ["--nnodes", str(settings.nodes), "--node-rank", str(settings.node_rank)]
    return [*count, *nodes, "--master-addr", host, "--master-port", port]


def _hand_on(reader: int, process: subprocess.Popen[bytes], emit: Emit) -> dict[str, Any] | None:
    """The last event; an error is kept back for the caller to raise."""
    rest = b""
    last: dict[str, Any] | None = None
    while True:
        ended = process.poll() is not None
        ready, _, _ = select.select([reader], [], [], 0 if ended else 0.2)
        data = os.read(reader, 65536) if ready else b""
        rest += data
        *lines, rest = rest.split(b"\n")
        for line in lines:
            last = json.loads(line)
            if last["type"] != "error":
                emit(last)
        if not data:
            if ended:
                return last
            if ready:
                # Nobody has opened the other end yet, or nobody has it open any more.
                _wait_a_moment(process)


def _wait_a_moment(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(0.1)
    except subprocess.TimeoutExpired:
        pass
