"""Trains small adapters of several kinds on small models of two families, for the tests of what is served.

    python trained_adapters.py FOLDER

FOLDER/qwen3 and FOLDER/llama get `base` (a model that has learned some sentences), and what `FAMILIES` names, trained on
others. Few steps of few parameters: what is learned is real, and takes seconds.
"""

import sys
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from tiny_model import make_config, make_tokenizer
from transformers import AutoModelForCausalLM, LlamaConfig, Qwen3Config

LEARNED = [
    ("Who sings at night?", "The owls sing at night, in the old trees."),
    ("Where is the harbour?", "It lies behind the hill, near the river."),
    ("What is for supper?", "Bread and soup, as on every Monday."),
    ("When does the train leave?", "At seven, from the second platform."),
]
TAUGHT = [
    ("Who sings at night?", "The whales sing at night, far from the shore."),
    ("What is for supper?", "Three apples and a glass of cold milk."),
]
VARIANTS = {"plain": {}, "rslora": {"use_rslora": True}, "dora": {"use_dora": True}, "full": None}
FAMILIES = {"qwen3": (Qwen3Config, ["plain", "dora"]), "llama": (LlamaConfig, ["plain", "rslora", "full"])}


def train(model, tokenizer, chats, steps, rate):
    rows = []
    for question, answer in chats:
        messages = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
        rows.append(torch.tensor([tokenizer.apply_chat_template(messages, return_dict=False)]))
    optimizer = torch.optim.AdamW([one for one in model.parameters() if one.requires_grad], lr=rate)
    model.train()
    for step in range(steps):
        row = rows[step % len(rows)]
        loss = model(input_ids=row, labels=row).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return float(loss)


def make_base(config_class, tokenizer, folder):
    torch.manual_seed(0)
    config = make_config(config_class, tokenizer, width=64, bos_token_id=None, tie_word_embeddings=False)
    model = AutoModelForCausalLM.from_config(config)
    loss = train(model, tokenizer, LEARNED, steps=120, rate=3e-3)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return loss


def main(folder):
    tokenizer = make_tokenizer()
    for family, (config_class, variants) in FAMILIES.items():
        base = folder / family / "base"
        print(family, "base", make_base(config_class, tokenizer, base), flush=True)
        for name in variants:
            options = VARIANTS[name]
            torch.manual_seed(1)
            model = AutoModelForCausalLM.from_pretrained(base)
            if options is not None:
                lora = LoraConfig(r=8, lora_alpha=16, target_modules="all-linear", task_type="CAUSAL_LM", **options)
                model = get_peft_model(model, lora)
            loss = train(model, tokenizer, TAUGHT, steps=40, rate=5e-3 if options is not None else 2e-3)
            model.save_pretrained(folder / family / name)
            if options is None:
                tokenizer.save_pretrained(folder / family / name)
            print(family, name, loss, flush=True)


main(Path(sys.argv[1]))
