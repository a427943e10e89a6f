"""Tokens of texts by the tokenizer that training takes out of a GGUF: python gguf_tokens.py PROJECT GGUF FOLDER < TEXTS

Writes FOLDER/PRE.gguf for each way to cut text that is known (the vocabulary of GGUF, weights of one small layer), and
{PRE: [[id, …], …]} to standard output; `own` is GGUF itself.
"""

import json
import sys
from functools import cache
from pathlib import Path

import numpy as np

sys.path.insert(0, sys.argv[1])
from gguf import GGUFReader, GGUFWriter  # noqa: E402
from tuneloop_lora.gguf_tokenizer import load_gguf_tokenizer  # noqa: E402

PRES = ["gpt-2", "smollm", "qwen2", "qwen35", "llama-bpe", "tekken", "gpt-4o"]
WIDTH = 32


class Variant:
    """A file's fields, each read once, with another way to cut text."""

    def __init__(self, reader, pre):
        self.reader, self.pre = reader, pre

    def get_field(self, key):
        return Value(self.pre) if key == "tokenizer.ggml.pre" and self.pre is not None else read(self.reader, key)


class Value:
    def __init__(self, value):
        self.value = value

    def contents(self):
        return self.value


@cache
def read(reader, key):
    field = reader.get_field(key)
    return None if field is None else Value(field.contents())


def write(path, pre, reader):
    def field(key):
        return read(reader, f"tokenizer.ggml.{key}").contents()

    writer = GGUFWriter(path, "llama")
    writer.add_block_count(1)
    writer.add_context_length(64)
    writer.add_embedding_length(WIDTH)
    writer.add_feed_forward_length(WIDTH)
    writer.add_head_count(1)
    writer.add_head_count_kv(1)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(pre)
    writer.add_token_list(field("tokens"))
    writer.add_token_types(field("token_type"))
    writer.add_token_merges(field("merges"))
    writer.add_bos_token_id(field("bos_token_id"))
    writer.add_eos_token_id(field("eos_token_id"))
    random = np.random.default_rng(0)
    square = ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"]
    writer.add_tensor("token_embd.weight", random.normal(size=(len(field("tokens")), WIDTH)).astype(np.float16))
    writer.add_tensor("output_norm.weight", np.ones(WIDTH, np.float32))
    for name in square:
        writer.add_tensor(f"blk.0.{name}.weight", random.normal(size=(WIDTH, WIDTH)).astype(np.float16))
    for name in ("attn_norm", "ffn_norm"):
        writer.add_tensor(f"blk.0.{name}.weight", np.ones(WIDTH, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


source, folder = Path(sys.argv[2]), Path(sys.argv[3])
texts = json.load(sys.stdin)
reader = GGUFReader(source)
for pre in PRES:
    write(folder / f"{pre}.gguf", pre, reader)
tokens = {}
for name, pre in {"own": None, **{pre: pre for pre in PRES}}.items():
    tokenizer = load_gguf_tokenizer(Variant(reader, pre), source)
    tokens[name] = [tokenizer(text, add_special_tokens=False)["input_ids"] for text in texts]
print(json.dumps(tokens))
