"""Writes a model's folder as GGUF, by llama.cpp's own convert_hf_to_gguf.py of the release that serves."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from ..errors import CommandError
from ..events import Emit


def run(config: dict[str, Any], emit: Emit) -> None:
    """`{scripts, model, output, precision, base_gguf?, pre?, metadata}` → `{type: 'gguf', file, size_bytes}`.

    `precision` is `f32`, `f16` or `bf16`. `base_gguf` lends its tokenizer as it is, so that the new model reads text as
    the one that it was made from; without it, the script must know the folder's, or be told how it splits text (`pre`,
    as in `tokenizer.ggml.pre`). `metadata` goes into the file as the script's `--metadata` has it. `output` appears
    when it is complete.
    """
    emit({"type": "phase", "phase": "import"})
    sys.path.insert(0, config["scripts"])
    import convert_hf_to_gguf as script

    base = config.get("base_gguf")
    if base is not None:
        _lend_tokenizer(script, base)
    if config.get("pre") is not None:
        _name_pre_tokenizer(config["pre"])
    output = Path(config["output"])
    draft = output.with_name(f"{output.name}.partial")
    emit({"type": "phase", "phase": "save"})
    with tempfile.TemporaryDirectory() as folder:
        metadata = Path(folder, "metadata.json")
        metadata.write_text(json.dumps(config["metadata"]))
        options = ["--outfile", str(draft), "--outtype", config["precision"], "--metadata", str(metadata)]
        sys.argv = [script.__file__, *options, config["model"]]
        try:
            script.main()
        except (SystemExit, NotImplementedError, KeyError) as error:
            draft.unlink(missing_ok=True)
            raise CommandError(
                "UNSUPPORTED",
                f"llama.cpp's converter refuses {config['model']}: {error}. The log says more.",
                "converter",
            ) from error
    os.replace(draft, output)
    emit({"type": "gguf", "file": str(output), "size_bytes": output.stat().st_size})


def _lend_tokenizer(script: Any, base: str) -> None:
    """Makes the script write the tokenizer of `base` in place of reading the folder's: it knows those of the hub by a
    hash, and that of a model which came from a GGUF is none of them."""
    from gguf import GGUFReader, GGUFValueType

    fields = [field for name, field in GGUFReader(base).fields.items() if name.startswith("tokenizer.")]
    choose = script.get_model_class

    def set_vocab(model: Any) -> None:
        for field in fields:
            is_list = field.types[0] == GGUFValueType.ARRAY
            sub_type = field.types[-1] if is_list else None
            model.gguf_writer.add_key_value(field.name, field.contents(), field.types[0], sub_type=sub_type)

    def choose_lent(*arguments: Any, **options: Any) -> Any:
        model = choose(*arguments, **options)
        model.set_vocab = set_vocab
        return model

    script.get_model_class = choose_lent


def _name_pre_tokenizer(name: str) -> None:
    """Whatever splits text so is a byte-pair encoding of GPT-2's kind: there is no need to try other kinds first."""
    from conversion.base import TextModel

    TextModel.get_vocab_base_pre = lambda model, tokenizer: name
    TextModel._set_vocab_sentencepiece = lambda model, add_to_gguf=True: model._set_vocab_gpt2()
