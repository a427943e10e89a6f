"""A stop that somebody asked for by a file: within a step, and with a checkpoint to go on from."""

from __future__ import annotations

from pathlib import Path

from transformers import TrainerCallback


class StopFile(TrainerCallback):
    """Ends the training after the step in which `path` appeared. `stopped` tells whether it did."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stopped = False

    def on_step_end(self, args, state, control, **kwargs):
        if _any_process(self.path.exists()) and state.global_step < state.max_steps:
            self.stopped = True
            control.should_save = True
            control.should_training_stop = True
        return control


def _any_process(value: bool) -> bool:
    """All must stop after the same step, and one may look a moment before the file is there."""
    import torch
    from torch import distributed

    if not (distributed.is_available() and distributed.is_initialized()):
        return value
    device = "cuda" if distributed.get_backend() == "nccl" else "cpu"
    flag = torch.tensor([int(value)], device=device)
    distributed.all_reduce(flag, op=distributed.ReduceOp.MAX)
    return bool(flag.item())
