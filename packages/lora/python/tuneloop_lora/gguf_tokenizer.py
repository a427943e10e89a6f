"""The tokenizer inside a GGUF, so that training sees the very tokens that serving does.

transformers converts one too, but with the pre-tokeniser of GPT-2 whatever the file says, and it takes the first tokens
of the vocabulary for the special ones. Format: the `tokenizer.ggml.*` keys of the GGUF specification.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import CommandError

if TYPE_CHECKING:
    from gguf import GGUFReader
    from tokenizers import pre_tokenizers
    from transformers import PreTrainedTokenizerBase

CONTROL, USER_DEFINED = 3, 4

_CONTRACTION = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
_PUNCTUATION = r" ?[^\s\p{L}\p{N}]+[\r\n]*"
_SPACE = r"\s*[\r\n]+|\s+(?!\S)|\s+"
_UPPER, _LOWER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"


def _words(digits: str, letters: str = r"\p{L}", others: str = _PUNCTUATION) -> str:
    return rf"{_CONTRACTION}|[^\r\n\p{{L}}\p{{N}}]?{letters}+|{digits}|{others}|{_SPACE}"


def _cased(digits: str, contraction: str = "") -> str:
    """Words end where upper case follows lower case."""
    words = "|".join(
        rf"[^\r\n\p{{L}}\p{{N}}]?{_UPPER}{upper}{_LOWER}{lower}{contraction}"
        for upper, lower in (("*", "+"), ("+", "*"))
    )
    return rf"{words}|{digits}| ?[^\s\p{{L}}\p{{N}}]+[\r\n/]*|{_SPACE}"


# How text is cut before byte pairs are merged, by the name in `tokenizer.ggml.pre`; those of the models' own
# tokenizer.json. `gpt-2` and `digits` are pre-tokenisers of the library.
_SPLITS = {
    "qwen2": _words(r"\p{N}"),
    "qwen35": _words(r"\p{N}", r"[\p{L}\p{M}]", r" ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*"),
    "llama3": _words(r"\p{N}{1,3}"),
    "tekken": _cased(r"\p{N}"),
    "gpt-4o": _cased(r"\p{N}{1,3}", f"{_CONTRACTION}?"),
}
_ALIASES = {
    **dict.fromkeys(["deepseek-r1-qwen", "megrez", "stablelm2", "hunyuan"], "qwen2"),
    **dict.fromkeys(["llama-v3", "llama-bpe", "falcon3", "lfm2", "pixtral", "dbrx", "smaug-bpe", "glm4"], "llama3"),
    **dict.fromkeys(["smollm", "starcoder", "refact", "command-r", "codeshell", "exaone"], "digits"),
    **dict.fromkeys(["phi-2", "olmo", "mpt", "exaone4", "mellum"], "gpt-2"),
    "llama4": "gpt-4o",
}
# Where a whole word is in the vocabulary, it is taken without looking at the merges.
_WHOLE_WORDS = ("llama3", "llama-v3", "llama-bpe", "falcon3", "lfm2", "pixtral", "tekken")


def load_gguf_tokenizer(reader: GGUFReader, gguf: Path) -> PreTrainedTokenizerBase:
    """With the file's special tokens and its own chat template.

    Byte-pair vocabularies (`gpt2`) are built here; of others (SentencePiece) transformers' conversion is taken.
    """
    from transformers import AutoTokenizer, PreTrainedTokenizerFast

    special = _special_tokens(reader)
    if _value(reader, "model") == "gpt2":
        backend = _byte_pairs(reader, special.get("bos_token"))
        tokenizer = PreTrainedTokenizerFast(tokenizer_object=backend, clean_up_tokenization_spaces=False, **special)
    else:
        tokenizer = AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name)
        tokenizer.add_special_tokens(special)
    tokenizer.chat_template = _chat_template(reader)
    return tokenizer


def save_gguf_tokenizer(reader: GGUFReader, gguf: Path, folder: Path) -> None:
    """The files that `load_gguf_tokenizer` would save; those of a byte-pair vocabulary without transformers, which takes
    seconds to import."""
    if _value(reader, "model") != "gpt2":
        load_gguf_tokenizer(reader, gguf).save_pretrained(folder)
        return
    special = _special_tokens(reader)
    _byte_pairs(reader, special.get("bos_token")).save(str(folder / "tokenizer.json"))
    options = {"tokenizer_class": "PreTrainedTokenizerFast", "clean_up_tokenization_spaces": False, **special}
    (folder / "tokenizer_config.json").write_text(json.dumps(options, indent=2) + "\n", encoding="utf-8")
    template = _chat_template(reader)
    if template is not None:
        (folder / "chat_template.jinja").write_text(template, encoding="utf-8")


def _special_tokens(reader: GGUFReader) -> dict[str, str]:
    tokens: list[str] = _value(reader, "tokens")
    return {
        name: tokens[index]
        for name, key in (
            ("bos_token", "bos"),
            ("eos_token", "eos"),
            ("unk_token", "unknown"),
            ("pad_token", "padding"),
        )
        if (index := _value(reader, f"{key}_token_id")) is not None and index < len(tokens)
    }


def _chat_template(reader: GGUFReader) -> str | None:
    template = reader.get_field("tokenizer.chat_template")
    return template.contents() if template is not None else None


def _byte_pairs(reader: GGUFReader, bos: str | None) -> Any:
    from tokenizers import AddedToken, Tokenizer, decoders, models, processors

    tokens: list[str] = _value(reader, "tokens")
    pre = _value(reader, "pre") or "default"
    merges = [tuple(merge.split(" ", 1)) for merge in _value(reader, "merges")]
    vocabulary = {token: index for index, token in enumerate(tokens)}
    backend = Tokenizer(models.BPE(vocab=vocabulary, merges=merges, ignore_merges=pre in _WHOLE_WORDS))
    backend.pre_tokenizer = _pre_tokenizer(pre)
    backend.decoder = decoders.ByteLevel()
    kinds = _value(reader, "token_type") or []
    for kind, is_special in ((CONTROL, True), (USER_DEFINED, False)):
        added = [tokens[index] for index, other in enumerate(kinds) if other == kind]
        backend.add_tokens([AddedToken(token, special=is_special, normalized=False) for token in added])
    if _value(reader, "add_bos_token") and bos is not None:
        backend.post_processor = processors.TemplateProcessing(
            single=f"{bos} $A", pair=f"{bos} $A {bos} $B", special_tokens=[(bos, vocabulary[bos])]
        )
    return backend


def _pre_tokenizer(pre: str) -> pre_tokenizers.PreTokenizer:
    from tokenizers import Regex, pre_tokenizers

    kind = _ALIASES.get(pre, pre)
    if kind == "gpt-2":
        return pre_tokenizers.ByteLevel(add_prefix_space=False)
    if kind == "digits":
        digits = pre_tokenizers.Digits(individual_digits=True)
        return pre_tokenizers.Sequence([digits, pre_tokenizers.ByteLevel(add_prefix_space=False)])
    if kind not in _SPLITS:
        raise CommandError(
            "MODEL_LOAD_FAILED",
            f"How this GGUF cuts text into words ({pre}) is not known here, and another way would train on other "
            "tokens than it is served with. Give the model's Hugging Face folder in place of the GGUF.",
            "tokenizer",
        )
    split = pre_tokenizers.Split(Regex(_SPLITS[kind]), "isolated")
    return pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def _value(reader: GGUFReader, key: str) -> Any:
    field = reader.get_field(f"tokenizer.ggml.{key}")
    return None if field is None else field.contents()
