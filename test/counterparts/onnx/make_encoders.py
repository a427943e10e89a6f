"""Writes encoders as ONNX, as exporters do, and what transformers makes of texts with them.

python make_encoders.py FOLDER MINILM: FOLDER/NAME, FOLDER/expected.json
"""

import json
import shutil
import sys
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import (
    AutoModel,
    BertConfig,
    BertForSequenceClassification,
    ModernBertConfig,
    ModernBertModel,
    Qwen3Config,
    Qwen3Model,
    XLMRobertaConfig,
    XLMRobertaForSequenceClassification,
)

TINY = {
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "initializer_range": 0.3,
    "attn_implementation": "eager",
}
LONG = "It rained for days, and the river rose above the bridge of the old town. " * 9
TEXTS = [
    "The cat sat on the mat.",
    "Quarterly revenue grew by 12.5 % in 2024, to €3,456,789.",
    "naïve café — Ångström, straße, ﬁne, ½ ①②③",
    "今天天气很好，我们去公园吧。",
    "😀 👩‍👩‍👧‍👦 emoji and\ttabs\nand   spaces ",
    "Text with [SEP] and [MASK] and <s> in it",
    "def f(x):\n    return x ** 2  # http://example.org/a_b?c=d",
    "Привет, мир! مرحبا بالعالم नमस्ते",
    "pneumonoultramicroscopicsilicovolcanoconiosis",
    "a",
    LONG,
]
QUERY = "what is a giant panda?"
DOCUMENTS = ["A train leaves at noon.", "The giant panda is a bear of China.", "hi", "", LONG, TEXTS[2], TEXTS[3]]

folder, minilm = Path(sys.argv[1]), Path(sys.argv[2])
torch.manual_seed(7)


def export(model, path, inputs, output, pool=None):
    """The graph of `model`'s `output`; a `pool` of it is a part of the graph."""

    class Exported(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, *values):
            given = dict(zip(inputs, values, strict=True))
            found = getattr(self.model(**given), output)
            return found if pool is None else pool(found, given["attention_mask"])

    ids = torch.randint(5, 90, (2, 7))
    examples = {"input_ids": ids, "attention_mask": torch.ones_like(ids), "token_type_ids": torch.zeros_like(ids)}
    examples["attention_mask"][1, 5:] = 0
    examples["position_ids"] = torch.arange(7).repeat(2, 1)
    name = output if pool is None else "sentence_embedding"
    both = {0: "batch", 1: "sequence"}
    sizes = {**{each: both for each in inputs}, name: both if name == "last_hidden_state" else {0: "batch"}}
    path.parent.mkdir(parents=True, exist_ok=True)
    given = tuple(examples[each] for each in inputs)
    options = {"input_names": inputs, "output_names": [name], "dynamic_axes": sizes, "opset_version": 17}
    torch.onnx.export(Exported().eval(), given, str(path), dynamo=False, **options)


def write(name, model, tokenizer, architecture, pooling=None):
    """All that lies beside the graph."""
    target = folder / name
    target.mkdir(parents=True, exist_ok=True)
    config = json.loads(model.config.to_json_string()) | {"architectures": [architecture]}
    (target / "config.json").write_text(json.dumps(config))
    tokenizer.save(str(target / "tokenizer.json"))
    (target / "tokenizer_config.json").write_text("{}")
    if pooling is not None:
        kinds = [("Transformer", ""), ("Pooling", "1_Pooling"), ("Normalize", "2_Normalize")]
        modules = [{"type": f"sentence_transformers.models.{kind}", "path": path} for kind, path in kinds]
        (target / "modules.json").write_text(json.dumps(modules))
        (target / "1_Pooling").mkdir()
        (target / "1_Pooling/config.json").write_text(json.dumps({f"pooling_mode_{pooling}": True}))


def mean(hidden, mask):
    mask = mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * mask).sum(1) / mask.sum(1)


def cls(hidden, _mask):
    return hidden[:, 0]


def last(hidden, _mask):
    return hidden[:, -1]


@torch.no_grad()
def vectors(model, tokenizer, pool):
    found = []
    for text in TEXTS:
        ids = torch.tensor([tokenizer.encode(text).ids])
        mask = torch.ones_like(ids)
        hidden = model(input_ids=ids, attention_mask=mask).last_hidden_state
        found.append(torch.nn.functional.normalize(pool(hidden, mask), dim=1)[0].tolist())
    return {"texts": TEXTS, "vectors": found, "tokens": sum(len(tokenizer.encode(text).ids) for text in TEXTS)}


@torch.no_grad()
def logits(model, tokenizer, has_types):
    found, tokens = [], 0
    for document in DOCUMENTS:
        pair = tokenizer.encode(QUERY, document)
        tokens += len(pair.ids)
        types = {"token_type_ids": torch.tensor([pair.type_ids])} if has_types else {}
        found.append(model(input_ids=torch.tensor([pair.ids]), **types).logits.item())
    return {"query": QUERY, "documents": DOCUMENTS, "logits": found, "tokens": tokens}


def word_pieces():
    tokenizer = Tokenizer.from_file(str(minilm / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def byte_pairs():
    """As Qwen's embedding models have it: a token behind every text, whose vector is that of the text."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=400, special_tokens=["<end>"], initial_alphabet=alphabet)
    tokenizer.train_from_iterator(TEXTS, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(single="$A <end>", special_tokens=[("<end>", 0)])
    return tokenizer


def unigrams():
    """As XLM-RoBERTa has it."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    specials = ["<s>", "<pad>", "</s>", "<unk>"]
    trainer = trainers.UnigramTrainer(vocab_size=300, special_tokens=specials, unk_token="<unk>")
    tokenizer.train_from_iterator([*TEXTS, *DOCUMENTS, QUERY], trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    return tokenizer


embedders, rerankers = {}, {}

# The real one, with its own files; exporters put the graph of a sentence-transformers model into a folder of its own.
model, tokenizer = AutoModel.from_pretrained(minilm, attn_implementation="eager").eval(), word_pieces()
shutil.copytree(minilm, folder / "minilm", ignore=shutil.ignore_patterns("*.safetensors"))
export(model, folder / "minilm/onnx/model.onnx", ["input_ids", "attention_mask", "token_type_ids"], "last_hidden_state")
embedders["minilm"] = vectors(model, tokenizer, mean)

write("minilm-pooled", model, tokenizer, "BertModel")
export(model, folder / "minilm-pooled/model.onnx", ["input_ids", "attention_mask"], "last_hidden_state", mean)
embedders["minilm-pooled"] = embedders["minilm"]

ends = {"pad_token_id": 0, "cls_token_id": 101, "sep_token_id": 102, "bos_token_id": 101, "eos_token_id": 102}
config = ModernBertConfig(vocab_size=30522, max_position_embeddings=512, local_attention=8, **TINY, **ends)
model = ModernBertModel(config).eval()
write("modernbert", model, tokenizer, "ModernBertModel", "cls_token")
export(model, folder / "modernbert/model.onnx", ["input_ids", "attention_mask"], "last_hidden_state")
embedders["modernbert"] = vectors(model, tokenizer, cls)

tokenizer = byte_pairs()
config = Qwen3Config(vocab_size=400, num_key_value_heads=1, head_dim=16, use_cache=False, pad_token_id=0, **TINY)
model = Qwen3Model(config).eval()
write("qwen3", model, tokenizer, "Qwen3ForCausalLM", "lasttoken")
export(model, folder / "qwen3/model.onnx", ["input_ids", "attention_mask", "position_ids"], "last_hidden_state")
embedders["qwen3"] = vectors(model, tokenizer, last)

tokenizer = word_pieces()
model = BertForSequenceClassification(BertConfig(vocab_size=30522, num_labels=1, **TINY)).eval()
write("bert-ranker", model, tokenizer, "BertForSequenceClassification")
export(model, folder / "bert-ranker/model.onnx", ["input_ids", "attention_mask", "token_type_ids"], "logits")
rerankers["bert-ranker"] = logits(model, tokenizer, True)

tokenizer = unigrams()
config = XLMRobertaConfig(
    vocab_size=tokenizer.get_vocab_size(),
    num_labels=1,
    max_position_embeddings=514,
    type_vocab_size=1,
    pad_token_id=1,
    **TINY,
)
model = XLMRobertaForSequenceClassification(config).eval()
write("xlm-roberta-ranker", model, tokenizer, "XLMRobertaForSequenceClassification")
export(model, folder / "xlm-roberta-ranker/model.onnx", ["input_ids", "attention_mask"], "logits")
rerankers["xlm-roberta-ranker"] = logits(model, tokenizer, False)

(folder / "expected.json").write_text(json.dumps({"embedders": embedders, "rerankers": rerankers}))
