"""Steps and evaluations as events; a loss that is not a number ends the training at once."""

from __future__ import annotations

import math
import time
from typing import Any

from transformers import TrainerCallback

from ..errors import not_a_number
from ..events import Emit

# Told under names of their own, or of no use to a reader.
_OWN = {"loss", "grad_norm", "learning_rate", "lr", "epoch", "num_tokens", "num_input_tokens_seen", "total_flos"}


class Progress(TrainerCallback):
    """`last_loss` and `evaluation_loss` are those of the newest step and of the newest evaluation."""

    def __init__(self, emit: Emit) -> None:
        self.emit = emit
        self.last_loss = math.nan
        self.evaluation_loss: float | None = None
        self.evaluated_at: int | None = None
        self._begun: tuple[float, int] | None = None
        self._tokens: tuple[float, float] | None = None

    def on_train_begin(self, args, state, control, **kwargs):
        self._begun = (time.monotonic(), state.global_step)
        self.emit({"type": "phase", "phase": "train", "completed": state.global_step, "total": state.max_steps})

    def on_log(self, args, state, control, logs=None, **kwargs):
        if logs is None or "train_runtime" in logs:
            return
        loss = _loss(logs)
        if loss is None:
            return
        step = state.global_step
        if not math.isfinite(loss):
            raise not_a_number(step)
        gradient = logs.get("grad_norm")
        # With fp16 a step whose gradients overflow is left out, and the next one is scaled down: no failure.
        if gradient is not None and not math.isfinite(gradient) and not args.fp16:
            raise not_a_number(step, "gradient's norm")
        self.last_loss = loss
        event: dict[str, Any] = {
            "type": "step",
            "step": step,
            "steps": state.max_steps,
            "epoch": round(state.epoch or 0, 4),
            "loss": loss,
            "learning_rate": logs.get("learning_rate", logs.get("lr", 0.0)),
            **self._speed(step, state.max_steps, logs.get("num_tokens")),
        }
        if gradient is not None and math.isfinite(gradient):
            event["grad_norm"] = gradient
        metrics = {name: value for name, value in logs.items() if name not in _OWN and _finite(value)}
        if metrics:
            event["metrics"] = metrics
        self.emit(event)

    def on_evaluate(self, args, state, control, metrics=None, **kwargs):
        values = {name.removeprefix("eval_"): value for name, value in (metrics or {}).items() if _finite(value)}
        loss = values.pop("loss", None)
        if loss is None:
            return
        self.evaluation_loss, self.evaluated_at = loss, state.global_step
        values = {name: value for name, value in values.items() if name not in _OWN}
        self.emit({"type": "evaluation", "step": state.global_step, "loss": loss, "metrics": values})

    def _speed(self, step: int, steps: int, tokens: float | None) -> dict[str, float]:
        now = time.monotonic()
        told: dict[str, float] = {}
        if self._begun is not None and step > self._begun[1]:
            seconds = (now - self._begun[0]) / (step - self._begun[1])
            told["eta_seconds"] = round(seconds * (steps - step), 1)
        if tokens is not None:
            if self._tokens is not None and now > self._tokens[0]:
                told["tokens_per_second"] = round((tokens - self._tokens[1]) / (now - self._tokens[0]), 1)
            self._tokens = (now, tokens)
        return told


def _loss(logs: dict[str, Any]) -> float | None:
    if "loss" in logs:
        return float(logs["loss"])
    # PPO has two, and adds them by a weight of its own.
    if "loss/policy_avg" in logs:
        return float(logs["loss/policy_avg"]) + float(logs["loss/value_avg"])
    return None


def _finite(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
