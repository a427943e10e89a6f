"""How far transformers takes two folders' models apart: python compare_models.py ONE OTHER > {divergence, packed}

`divergence`: mean over the places of some random tokens, in nats; `packed`: matrices that are kept in 4 bits.
"""

import json
import sys

import torch
from safetensors import safe_open
from transformers import AutoModelForCausalLM

torch.manual_seed(1)
tokens = torch.randint(3, 250, (4, 48))
with torch.inference_mode():
    one, other = (
        AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)(tokens).logits.log_softmax(-1)
        for folder in sys.argv[1:3]
    )
with safe_open(f"{sys.argv[2]}/model.safetensors", "pt") as file:
    packed = sum(name.endswith("weight_packed") for name in file.keys())
json.dump({"divergence": (one.exp() * (one - other)).sum(-1).mean().item(), "packed": packed}, sys.stdout)
