"""Loads exported files with `datasets`, lets TRL tell their format, and trains two steps on each. Prints JSON."""

import importlib.util
import json
import math
import sys
from pathlib import Path

from datasets import load_dataset
from transformers import (
    Qwen3ForCausalLM,
    Qwen3ForSequenceClassification,
    Qwen3ForTokenClassification,
)
from trl import DPOConfig, DPOTrainer, GRPOConfig, GRPOTrainer, KTOConfig, KTOTrainer
from trl import RewardConfig, RewardTrainer, SFTConfig, SFTTrainer
from trl.data_utils import is_conversational
from trl.experimental.prm import PRMConfig, PRMTrainer

sys.path.insert(0, str(Path(__file__).parent))
from tiny_model import make_model, make_tokenizer  # noqa: E402

folder, loader_path = Path(sys.argv[1]), sys.argv[2]
tokenizer = make_tokenizer()
common = {
    "output_dir": str(folder / "trained"),
    "max_steps": 2,
    "per_device_train_batch_size": 2,
    "logging_steps": 1,
    "report_to": [],
    "save_strategy": "no",
    "use_cpu": True,
    "bf16": False,
    "disable_tqdm": True,
    "dataloader_num_workers": 0,
}


def load(name):
    return load_dataset("json", data_files=str(folder / f"{name}.jsonl"), split="train", cache_dir=str(folder / "cache"))


def train(trainer):
    trainer.train()
    losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
    return {"steps": trainer.state.global_step, "finite": len(losses) == 2 and all(math.isfinite(x) for x in losses)}


def exact(prompts, completions, reference, **_):
    return [float(reference is not None and c[-1]["content"] == r) for c, r in zip(completions, reference)]


def causal():
    return make_model(Qwen3ForCausalLM, tokenizer)


trainers = {
    "sft": lambda data: SFTTrainer(causal(), SFTConfig(**common, max_length=256), train_dataset=data, processing_class=tokenizer),
    "openai-sft": lambda data: SFTTrainer(causal(), SFTConfig(**common, max_length=256), train_dataset=data, processing_class=tokenizer),
    "sft-apart": lambda data: SFTTrainer(causal(), SFTConfig(**common, max_length=256), train_dataset=data, processing_class=tokenizer),
    "dpo": lambda data: DPOTrainer(causal(), ref_model=causal(), args=DPOConfig(**common, max_length=256), train_dataset=data, processing_class=tokenizer),
    "kto": lambda data: KTOTrainer(causal(), ref_model=causal(), args=KTOConfig(**common, max_length=256), train_dataset=data, processing_class=tokenizer),
    "reward": lambda data: RewardTrainer(
        make_model(Qwen3ForSequenceClassification, tokenizer, num_labels=1),
        args=RewardConfig(**common, max_length=256),
        train_dataset=data,
        processing_class=tokenizer,
    ),
    "grpo": lambda data: GRPOTrainer(
        causal(),
        reward_funcs=exact,
        args=GRPOConfig(**common, num_generations=2, max_completion_length=4),
        train_dataset=data,
        processing_class=tokenizer,
    ),
    "stepwise": lambda data: PRMTrainer(
        make_model(Qwen3ForTokenClassification, tokenizer, num_labels=2),
        args=PRMConfig(**common, max_length=256),
        train_dataset=data,
        processing_class=tokenizer,
    ),
}

report = {}
for path in sorted(folder.glob("*.jsonl")):
    name = path.name.removesuffix(".jsonl")
    data = load(name)
    report[name] = {
        "rows": len(data),
        "columns": sorted(data.column_names),
        "conversational": is_conversational(data[0]),
    }
    if name in trainers:
        report[name]["trained"] = train(trainers[name](data))

spec = importlib.util.spec_from_file_location("load", loader_path)
loader = importlib.util.module_from_spec(spec)
spec.loader.exec_module(loader)
ilql = loader.load(folder / "trlx-ilql.jsonl")
report["trlx"] = {
    "samples": all(isinstance(text, str) for sample in ilql["samples"] for text in sample),
    "rewards": sorted({round(reward, 2) for reward in ilql["rewards"]}),
    "even": len(ilql["samples"]) == len(ilql["rewards"]),
    "triples": all(len(triple) == 3 for triple in loader.load(folder / "trlx-dpo.jsonl")["samples"]),
    "prompts": all(isinstance(prompt, str) for prompt in loader.load(folder / "trlx-ppo.jsonl")["prompts"]),
}
print(json.dumps(report))
