"""Writes small models of several families, an adapter for each, and what transformers and PEFT make of prompts.

python make_models.py FOLDER: FOLDER/NAME/{model,adapter}, FOLDER/expected.json
"""

import json
import sys
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import (
    LlamaConfig,
    LlamaForCausalLM,
    MistralConfig,
    MistralForCausalLM,
    Phi3Config,
    Phi3ForCausalLM,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
)

SHAPE = {
    "vocab_size": 384,
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 256,
    "bos_token_id": 1,
    "eos_token_id": 2,
    "pad_token_id": 0,
    "initializer_range": 0.2,
}
LLAMA3 = {
    "rope_type": "llama3",
    "rope_theta": 10000.0,
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 64,
}
YARN = {"rope_type": "yarn", "rope_theta": 10000.0, "factor": 4.0, "original_max_position_embeddings": 64}
LINEAR = {"rope_type": "linear", "rope_theta": 10000.0, "factor": 2.0}
ALL = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
MODELS = {
    "llama": (LlamaForCausalLM, LlamaConfig(**SHAPE, rope_parameters=LLAMA3), LoraConfig(r=4, target_modules=ALL)),
    "mistral": (
        MistralForCausalLM,
        MistralConfig(**SHAPE, sliding_window=None, rope_parameters=LINEAR),
        LoraConfig(r=4, lora_alpha=16, target_modules=["q_proj", "v_proj"]),
    ),
    "qwen2": (
        Qwen2ForCausalLM,
        Qwen2Config(**SHAPE, rope_parameters=YARN),
        LoraConfig(r=4, lora_alpha=8, use_rslora=True, target_modules=ALL, rank_pattern={"q_proj": 2}),
    ),
    "qwen3": (
        Qwen3ForCausalLM,
        Qwen3Config(**SHAPE, head_dim=32, tie_word_embeddings=True),
        LoraConfig(r=4, lora_alpha=8, target_modules=ALL, alpha_pattern={"up_proj": 2}),
    ),
    # For the builder of ONNX Runtime GenAI, which makes no places for adapters.
    "phi3": (Phi3ForCausalLM, Phi3Config(**SHAPE, original_max_position_embeddings=256), None),
}
PROMPTS = [[(first * 37 + index * (first + 11)) % 380 + 3 for index in range(4 + 9 * first)] for first in range(10)]


def answers(model):
    found = []
    for prompt in PROMPTS:
        options = {"do_sample": False, "max_new_tokens": 24, "eos_token_id": None, "pad_token_id": 0}
        whole = model.generate(input_ids=torch.tensor([prompt]), **options)[0].tolist()
        found.append({"prompt": prompt, "answer": whole[len(prompt) :]})
    return found


def main(folder):
    tokenizer = Tokenizer(models.BPE(vocab={f"t{index}": index for index in range(384)}, merges=[]))
    tokenizer.pre_tokenizer, tokenizer.decoder = pre_tokenizers.ByteLevel(), decoders.ByteLevel()
    expected = {}
    for name, (model_class, config, lora) in MODELS.items():
        torch.manual_seed(len(name))
        model = model_class(config).eval()
        with torch.no_grad():
            for key, value in model.named_parameters():
                if "norm" in key or key.endswith("bias"):
                    value.add_(torch.randn_like(value) * 0.2)
        model.save_pretrained(folder / name / "model")
        PreTrainedTokenizerFast(tokenizer_object=tokenizer).save_pretrained(folder / name / "model")
        expected[name] = {"plain": answers(model)}
        if lora is None:
            continue
        adapted = get_peft_model(model, lora)
        with torch.no_grad():
            for key, value in adapted.named_parameters():
                if "lora_B" in key:
                    value.normal_(std=0.2)
        adapted.save_pretrained(folder / name / "adapter")
        expected[name]["adapted"] = answers(adapted.eval())
    (folder / "expected.json").write_text(json.dumps(expected))


main(Path(sys.argv[1]))
