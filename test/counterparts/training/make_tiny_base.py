"""Writes a tiny Qwen3 of random weights as a folder to train on: python make_tiny_base.py FOLDER"""

import sys

from tiny_model import make_model, make_tokenizer
from transformers import Qwen3ForCausalLM

folder = sys.argv[1]
tokenizer = make_tokenizer()
make_model(Qwen3ForCausalLM, tokenizer).save_pretrained(folder)
tokenizer.save_pretrained(folder)
