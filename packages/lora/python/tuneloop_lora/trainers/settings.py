"""The configuration of one training, as `trainerConfig` in src/peft writes it; every default is already in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class LoraSettings:
    rank: int
    alpha: float
    dropout: float
    # plain, rslora, dora
    variant: str
    # "all-linear", or names of modules
    target_modules: str | list[str]
    experts: bool


@dataclass(frozen=True)
class EwcSettings:
    strength: float
    data: Path
    samples: int


@dataclass(frozen=True)
class ReplaySettings:
    data: Path
    # of all rows
    fraction: float


@dataclass(frozen=True)
class DistributedSettings:
    processes: int
    nodes: int
    node_rank: int
    # host:port
    master: str | None
    # As DeepSpeed and accelerate read them; at most one of both.
    deepspeed: dict[str, Any] | None
    fsdp: dict[str, Any] | None


@dataclass(frozen=True)
class Settings:
    base: str
    revision: str | None
    train: Path
    validation: Path | None
    # Folders: of checkpoints, of what comes out, of metrics for other programs.
    checkpoints: Path
    output: Path
    logs: Path
    stop_file: Path
    start_from: Path | None
    chat_template: str | None
    # The complete checkpoint to go on from.
    resume_from: Path | None
    method: str
    # lora, full
    tuning: str
    lora: LoraSettings
    # none, 8bit, 4bit
    quantization: str
    epochs: float
    max_steps: int | None
    batch_size: int
    gradient_accumulation: int
    learning_rate: float
    schedule: str
    warmup_ratio: float
    weight_decay: float
    max_grad_norm: float
    max_length: int
    packing: bool
    gradient_checkpointing: bool
    precision: str
    seed: int
    beta: float | None
    loss_type: str | None
    rewards: list[dict[str, Any]]
    generations: int
    max_new_tokens: int
    # none, int8, int4
    qat: str
    ewc: EwcSettings | None
    replay: ReplaySettings | None
    checkpoint_every_steps: int | None
    checkpoint_keep: int
    evaluation_every_steps: int | None
    tensorboard: bool
    wandb: bool
    distributed: DistributedSettings
    threads: int | None

    @staticmethod
    def read(config: dict[str, Any]) -> Settings:
        """`config`'s keys are the fields' names; a path is a string."""
        continual = config["continual"]
        ewc, replay = continual.get("ewc"), continual.get("replay")
        own = {key: value for key, value in config.items() if key != "continual"}
        for name in ("train", "checkpoints", "output", "logs", "stop_file"):
            own[name] = Path(own[name])
        for name in ("validation", "start_from", "resume_from"):
            own[name] = Path(own[name]) if own.get(name) is not None else None
        return Settings(
            **{
                **own,
                "lora": LoraSettings(**config["lora"]),
                "ewc": EwcSettings(**{**ewc, "data": Path(ewc["data"])}) if ewc else None,
                "replay": ReplaySettings(**{**replay, "data": Path(replay["data"])}) if replay else None,
                "distributed": DistributedSettings(**config["distributed"]),
            }
        )

    @property
    def processes(self) -> int:
        """All of them, on all nodes."""
        return self.distributed.processes * self.distributed.nodes
