"""TRL's PPO trainer with checkpoints that can be gone on from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch.utils.data import DataLoader, Sampler
from transformers import TrainerCallback
from trl.experimental.ppo import PPOTrainer

VALUE_MODEL = "value_model.pt"


class ResumablePPO(PPOTrainer):
    """`train` takes a checkpoint as other trainers do."""

    def __init__(self, **options: Any) -> None:
        self._order = _SeededOrder(len(options["train_dataset"]), options["args"].seed)
        super().__init__(**options)
        # What `Trainer` would have set, and looks at when it reads a checkpoint.
        self.is_fsdp_xla_enabled = self.is_fsdp_xla_v1_enabled = self.is_fsdp_xla_v2_enabled = False
        loader = DataLoader(
            self.train_dataset,
            batch_size=self.local_dataloader_batch_size,
            sampler=self._order,
            # Of its own: what chance comes to must not depend on where in a pass the loader was made.
            generator=torch.Generator(),
            collate_fn=self.data_collator,
            drop_last=True,
        )
        self.dataloader = self.accelerator.prepare(loader)

    def train(self, resume_from_checkpoint: str | None = None) -> None:
        if resume_from_checkpoint is not None:
            self._load(Path(resume_from_checkpoint))
        self.add_callback(_Stop())
        try:
            super().train()
        except _StopTraining:
            pass

    def _load(self, checkpoint: Path) -> None:
        done = int(checkpoint.name.rpartition("-")[2])
        self._load_weights(checkpoint)
        self._load_optimizer_and_scheduler(str(checkpoint))
        batches = len(self.dataloader)
        self._order.skip(done // batches, done % batches * self.args.batch_size)
        # Before all others, which look at the step that is begun with.
        self.callback_handler.callbacks.insert(0, _GoOn(self, checkpoint, done))

    def _load_weights(self, checkpoint: Path) -> None:
        model = self.accelerator.unwrap_model(self.model)
        if self.is_peft_model:
            from peft import load_peft_weights, set_peft_model_state_dict

            set_peft_model_state_dict(model.policy, load_peft_weights(str(checkpoint)))
        else:
            from safetensors.torch import load_file

            model.policy.load_state_dict(load_file(checkpoint / "model.safetensors"), strict=False)
        trained = torch.load(checkpoint / VALUE_MODEL, weights_only=True, map_location="cpu")
        model.value_model.load_state_dict(trained, strict=False)

    def _save_checkpoint(self, model: Any, trial: Any) -> None:
        super()._save_checkpoint(model, trial)
        if self.args.should_save:
            value_model = self.accelerator.unwrap_model(self.model).value_model
            weights = value_model.named_parameters()
            trained = {name: weight.detach().cpu() for name, weight in weights if weight.requires_grad}
            torch.save(trained, Path(self.args.output_dir) / f"checkpoint-{self.state.global_step}" / VALUE_MODEL)


class _SeededOrder(Sampler[int]):
    """A new order for each pass, of the seed and the pass alone, so that it can be entered anywhere."""

    def __init__(self, length: int, seed: int) -> None:
        self.length = length
        self.seed = seed
        self.epoch = 0
        self.skipped = 0

    def skip(self, epochs: int, rows: int) -> None:
        self.epoch, self.skipped = epochs, rows

    def __len__(self) -> int:
        return self.length

    def __iter__(self):
        generator = torch.Generator().manual_seed(self.seed + self.epoch)
        order = torch.randperm(self.length, generator=generator).tolist()[self.skipped :]
        self.epoch += 1
        self.skipped = 0
        return iter(order)


class _GoOn(TrainerCallback):
    """The loop counts from one; these are the steps that are left, and what chance had come to."""

    def __init__(self, trainer: ResumablePPO, checkpoint: Path, done: int) -> None:
        self.trainer = trainer
        self.checkpoint = checkpoint
        self.done = done

    def on_train_begin(self, args, state, control, **kwargs):
        state.global_step = self.done
        state.episode = self.done * args.batch_size
        args.num_total_batches -= self.done
        self.trainer._load_rng_state(str(self.checkpoint))


class _StopTraining(Exception):
    pass


class _Stop(TrainerCallback):
    """The loop has no way out but this one; the last callback, so that the checkpoint is complete by then."""

    def on_save(self, args, state, control, **kwargs):
        if control.should_training_stop and state.global_step < state.max_steps:
            raise _StopTraining
