"""Several trainings, and measurements of what came out, in one process: imports alone take longer than all of them.

Reads a JSON list of tasks, each with one of the names in `TASKS`, and prints a JSON list of what became of each.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])

import torch  # noqa: E402
from tuneloop_lora.commands import train  # noqa: E402
from tuneloop_lora.continual.answers import tokenised_answers  # noqa: E402
from tuneloop_lora.errors import event_of  # noqa: E402
from tuneloop_lora.rows import read_rows  # noqa: E402


def run_training(config, stop_after=None, resume=False):
    """Every event; the stop file appears while the step `stop_after` is told. `resume`: from its newest checkpoint."""
    events = []
    if resume:
        Path(config["stop_file"]).unlink()
        checkpoints = Path(config["checkpoints"]).glob("checkpoint-*")
        newest = max(checkpoints, key=lambda path: int(path.name.rpartition("-")[2]))
        config = {**config, "resume_from": str(newest)}

    def emit(event):
        events.append(event)
        if event["type"] == "step" and event["step"] == stop_after:
            Path(config["stop_file"]).touch()

    Path(config["stop_file"]).parent.mkdir(parents=True, exist_ok=True)
    try:
        train.run(config, emit)
    except Exception as error:
        events.append(event_of(error))
    return events


def loss_of(base, rows, adapter=None, quantised=None, max_length=256):
    """Mean negative log-likelihood of the answers' tokens; of the merged weights as `quantised` would hold them."""
    from peft import PeftModel
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    if adapter is not None:
        model = PeftModel.from_pretrained(model, adapter).merge_and_unload()
    if quantised is not None:
        head = model.get_output_embeddings()
        for module in model.modules():
            if isinstance(module, torch.nn.Linear) and module is not head:
                module.weight.data = as_blocks(module.weight.data, quantised)
    tokenizer = AutoTokenizer.from_pretrained(base)
    losses = []
    with torch.no_grad():
        for ids, labels in tokenised_answers(read_rows(Path(rows)), tokenizer, max_length):
            losses.append(model.eval()(input_ids=ids, labels=labels).loss.item())
    return sum(losses) / len(losses)


def as_blocks(weight, name):
    """By the gguf package's own quantisation, which is none of ours."""
    from gguf import GGMLQuantizationType, quants

    kind = GGMLQuantizationType[name]
    return torch.from_numpy(quants.dequantize(quants.quantize(weight.numpy(), kind), kind).copy())


def blocks(name):
    """Largest difference of our fake quantisation from the real one, over weights of many sizes and a row of zeros."""
    from tuneloop_lora.qat.block_formats import int4, int8

    weight = torch.randn(64, 96, generator=torch.Generator().manual_seed(1)) * torch.logspace(-4, 2, 64).unsqueeze(1)
    weight[5] = 0
    fake = {"Q8_0": int8, "Q4_0": int4}[name](weight)
    return (fake - as_blocks(weight, name)).abs().max().item()


def make_base(folder, experts=0):
    """A model of random weights, as a folder; a mixture of so many experts."""
    from tiny_model import make_config, make_model, make_tokenizer
    from transformers import Qwen3ForCausalLM, Qwen3MoeConfig, Qwen3MoeForCausalLM

    tokenizer = make_tokenizer()
    if experts > 0:
        torch.manual_seed(0)
        mixture = {"num_experts": experts, "num_experts_per_tok": 2, "moe_intermediate_size": 32}
        Qwen3MoeForCausalLM(make_config(Qwen3MoeConfig, tokenizer, **mixture)).save_pretrained(folder)
    else:
        make_model(Qwen3ForCausalLM, tokenizer).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def accelerate(file):
    """What accelerate's own reader makes of a configuration for its launcher."""
    from accelerate.commands.config.config_args import load_config_from_file

    config = load_config_from_file(file)
    kind = config.distributed_type
    return {"type": getattr(kind, "value", kind), "processes": config.num_processes, "machines": config.num_machines}


def deepspeed(config):
    """What accelerate, through which transformers hands it on, makes of DeepSpeed's configuration."""
    from accelerate.utils.deepspeed import HfDeepSpeedConfig

    read = HfDeepSpeedConfig(config)
    return {"zero3": read.is_zero3(), "zero2": read.is_zero2(), "offload": read.is_offload()}


def fsdp(config):
    """What transformers makes of its configuration of fully sharded data parallelism."""
    from transformers import TrainingArguments

    read = TrainingArguments(output_dir="unused", use_cpu=True, fsdp=True, fsdp_config=config, report_to=[])
    return {name: str(value) for name, value in read.fsdp_plugin_args.items()}


TASKS = {
    "train": run_training,
    "loss": loss_of,
    "blocks": blocks,
    "base": make_base,
    "accelerate": accelerate,
    "deepspeed": deepspeed,
    "fsdp": fsdp,
}

results = []
for task in json.load(sys.stdin):
    (name, argument), *options = task.items()
    results.append(TASKS[name](argument, **dict(options)))
print("\n" + json.dumps(results))
