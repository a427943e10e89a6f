"""What transformers answers greedily: python reference_answers.py MODEL < [prompts] > [{prompt, answer}] as token ids."""

import json
import sys

import torch
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype=torch.float32)
tokenizer = Tokenizer.from_file(f"{sys.argv[1]}/tokenizer.json")
found = []
for text in json.load(sys.stdin):
    prompt = tokenizer.encode(text).ids
    options = {"do_sample": False, "max_new_tokens": 24, "eos_token_id": None, "pad_token_id": 0}
    whole = model.generate(torch.tensor([prompt]), **options)[0].tolist()
    found.append({"prompt": prompt, "answer": whole[len(prompt) :]})
json.dump(found, sys.stdout)
