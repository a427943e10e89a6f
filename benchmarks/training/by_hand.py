"""Supervised fine-tuning of a LoRA adapter as a person writes it after TRL's documentation. Prints its losses as JSON.

python by_hand.py BASE TRAIN.jsonl OUTPUT STEPS
"""

import json
import sys

from datasets import load_dataset
from peft import LoraConfig
from transformers import AutoModelForCausalLM, AutoTokenizer, set_seed
from trl import SFTConfig, SFTTrainer

base, rows, output, steps = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
set_seed(42)
tokenizer = AutoTokenizer.from_pretrained(base)
if tokenizer.pad_token is None:
    tokenizer.pad_token = tokenizer.eos_token
trainer = SFTTrainer(
    AutoModelForCausalLM.from_pretrained(base, dtype="float32"),
    args=SFTConfig(
        output_dir=f"{output}/checkpoints",
        max_steps=steps,
        per_device_train_batch_size=2,
        learning_rate=2e-4,
        lr_scheduler_type="cosine",
        warmup_steps=0.03,
        max_length=512,
        gradient_checkpointing=False,
        bf16=False,
        use_cpu=True,
        seed=42,
        data_seed=42,
        logging_steps=1,
        save_steps=steps,
        report_to=[],
        disable_tqdm=True,
    ),
    train_dataset=load_dataset("json", data_files=rows, split="train", cache_dir=f"{output}/cache"),
    processing_class=tokenizer,
    peft_config=LoraConfig(r=16, lora_alpha=32, target_modules="all-linear", task_type="CAUSAL_LM"),
)
trainer.train()
trainer.save_model(f"{output}/adapter")
print("\n" + json.dumps([entry["loss"] for entry in trainer.state.log_history if "loss" in entry]))
