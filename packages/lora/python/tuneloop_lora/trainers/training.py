"""From settings to the result: rows, model, steps, checkpoints, output."""

from __future__ import annotations

import importlib
import math
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..callbacks.complete_checkpoints import CompleteCheckpoints, is_complete, remove_incomplete, seconds_until
from ..callbacks.progress import Progress
from ..callbacks.stop_file import StopFile
from ..continual.replay import with_replayed
from ..distributed.launch import is_first_of_node
from ..errors import CommandError
from ..events import Emit
from ..rows import read_rows, to_dataset
from ..versions import package_versions
from .settings import Settings
from .task import Task

if TYPE_CHECKING:
    from transformers import Trainer


def train(settings: Settings, emit: Emit) -> None:
    """Ends with the event `done`. `ABORTED` where the stop file appeared: then a checkpoint is there to go on from."""
    import torch
    from transformers import PrinterCallback, ProgressCallback, set_seed
    from transformers import logging as transformers_logging

    if settings.threads is not None:
        torch.set_num_threads(settings.threads)
    transformers_logging.disable_progress_bar()
    set_seed(settings.seed)
    checkpoint = _checkpoint(settings)

    emit({"type": "phase", "phase": "data"})
    task = _task(settings)
    emit({"type": "phase", "phase": "load"})
    trainer = importlib.import_module(f".{settings.method}", __package__).make_trainer(task)
    _tell_of_lost_rows(trainer, task, emit)
    if settings.qat != "none":
        from ..qat.attach import quantise_in_forward

        quantise_in_forward(trainer.model, settings.qat)
    if settings.ewc is not None:
        from ..continual.ewc import consolidate

        consolidate(trainer, task, settings.ewc)

    progress = Progress(emit)
    stop = StopFile(settings.stop_file)
    checkpoints = CompleteCheckpoints(
        settings.checkpoint_keep, emit, seconds_before=seconds_until(checkpoint) if checkpoint else 0
    )
    for callback in (PrinterCallback, ProgressCallback):
        trainer.remove_callback(callback)
    for callback in (progress, stop, checkpoints):
        trainer.add_callback(callback)

    _run(trainer, checkpoint)
    seconds = checkpoints.seconds
    if stop.stopped:
        raise CommandError(
            "ABORTED",
            f"Training was stopped after step {trainer.state.global_step}; resume goes on from there.",
            "stopped",
        )
    # PPO's trainer evaluates nothing.
    if trainer.eval_dataset is not None and progress.evaluated_at != trainer.state.global_step:
        trainer.evaluate()

    emit({"type": "phase", "phase": "save"})
    _save(trainer, settings, task)
    result: dict[str, Any] = {
        "folder": str(settings.output),
        "tuning": settings.tuning,
        "steps": trainer.state.global_step,
        "loss": _last_loss(trainer, progress),
        "seconds": round(seconds, 3),
        "peak_memory_bytes": _peak_memory(),
        "versions": package_versions(),
    }
    if progress.evaluation_loss is not None:
        result["evaluation_loss"] = progress.evaluation_loss
    emit({"type": "done", "result": result})


def _checkpoint(settings: Settings) -> Path | None:
    """The one to go on from. What else an earlier attempt left is removed."""
    checkpoint = settings.resume_from
    if checkpoint is not None and not is_complete(checkpoint):
        raise CommandError(
            "INVALID_REQUEST",
            f"{checkpoint} is no complete checkpoint. Resume from a newer or older one, or train from the beginning.",
            "missing_file",
        )
    if is_first_of_node():
        if checkpoint is None:
            shutil.rmtree(settings.checkpoints, ignore_errors=True)
        else:
            remove_incomplete(settings.checkpoints)
    return checkpoint


def _task(settings: Settings) -> Task:
    from ..base import load_tokenizer

    tokenizer = load_tokenizer(settings.base, settings.chat_template, settings.revision)
    if tokenizer.chat_template is None:
        raise CommandError(
            "INVALID_REQUEST",
            "The base has no chat template, so that nobody could say how a conversation becomes text. Give one with "
            "chatTemplate, or train on an instruction-tuned model.",
            "no_template",
        )
    rows = read_rows(settings.train)
    if settings.replay is not None:
        rows = with_replayed(rows, read_rows(settings.replay.data), settings.replay.fraction, settings.seed)
    validation = read_rows(settings.validation) if settings.validation is not None else None
    return Task(settings, tokenizer, to_dataset(rows), to_dataset(validation) if validation is not None else None)


def _tell_of_lost_rows(trainer: Trainer, task: Task, emit: Emit) -> None:
    left = len(trainer.train_dataset)
    if left == 0:
        raise CommandError(
            "INVALID_REQUEST",
            f"No row has anything left to learn from within {task.settings.max_length} tokens. Raise maxLength, or "
            "shorten the prompts.",
            "no_rows",
        )
    lost = len(task.train) - left
    if lost > 0 and not task.settings.packing:
        emit(
            {
                "type": "warning",
                "message": f"{lost} of {len(task.train)} rows are left out: their answers begin after "
                f"{task.settings.max_length} tokens. A larger maxLength would keep them.",
            }
        )


def _run(trainer: Trainer, checkpoint: Path | None) -> None:
    if checkpoint is None:
        trainer.train()
    else:
        trainer.train(resume_from_checkpoint=str(checkpoint))


def _save(trainer: Trainer, settings: Settings, task: Task) -> None:
    """Under another name first, so that what carries the name is whole."""
    partial = settings.output.with_name(f"{settings.output.name}.partial")
    if is_first_of_node():
        shutil.rmtree(partial, ignore_errors=True)
    trainer.save_model(str(partial))
    if not trainer.args.should_save:
        return
    if settings.tuning == "full" or settings.method == "reward":
        task.tokenizer.save_pretrained(str(partial))
    else:
        _keep_own_adapter(partial)
    for name in ("README.md", "training_args.bin"):
        (partial / name).unlink(missing_ok=True)
    shutil.rmtree(settings.output, ignore_errors=True)
    partial.rename(settings.output)


def _keep_own_adapter(folder: Path) -> None:
    """Trainers save the tokenizer beside the adapter, and the frozen copy that they compare with below it."""
    for path in list(folder.iterdir()):
        if path.is_dir():
            shutil.rmtree(path)
        elif not path.name.startswith("adapter_"):
            path.unlink()


def _last_loss(trainer: Trainer, progress: Progress) -> float:
    """Where a resumed training had nothing left to do, that of its last step before."""
    if math.isfinite(progress.last_loss):
        return progress.last_loss
    losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
    return losses[-1] if losses else 0.0


def _peak_memory() -> int:
    """Largest resident memory of this process, in bytes."""
    if sys.platform == "win32":
        import psutil

        return int(psutil.Process().memory_info().peak_wset)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
