"""What TRL's own trainers make of rows, as JSON: `python trl_tokens.py FOLDER`.

Writes a tiny model to FOLDER/base, reads FOLDER/{sft,dpo,kto}.jsonl, and trains nothing.
"""

import json
import sys
from pathlib import Path

from tiny_model import make_model, make_tokenizer
from transformers import Qwen3ForCausalLM
from trl import DPOConfig, DPOTrainer, KTOConfig, KTOTrainer, SFTConfig, SFTTrainer

sys.path.insert(0, str(Path(__file__).parents[3] / "packages" / "lora" / "python"))
from tuneloop_lora.rows import read_rows, to_dataset  # noqa: E402

folder = Path(sys.argv[1])
tokenizer = make_tokenizer()
model = make_model(Qwen3ForCausalLM, tokenizer)
tokenizer.save_pretrained(folder / "base")
model.save_pretrained(folder / "base")


def prepared(trainer_class, config_class, name):
    config = config_class(
        output_dir=str(folder / "out"), max_length=64, per_device_train_batch_size=2, use_cpu=True, report_to="none"
    )
    dataset = to_dataset(read_rows(folder / f"{name}.jsonl"))
    return trainer_class(
        model=str(folder / "base"), args=config, processing_class=tokenizer, train_dataset=dataset
    ).train_dataset


sft = prepared(SFTTrainer, SFTConfig, "sft")
dpo = prepared(DPOTrainer, DPOConfig, "dpo")
kto = prepared(KTOTrainer, KTOConfig, "kto")
print(
    json.dumps(
        {
            "sft": [{"tokens": row["input_ids"], "labels": row["labels"]} for row in sft],
            "dpo": [{key: row[f"{key}_ids"] for key in ("prompt", "chosen", "rejected")} for row in dpo],
            "kto": [{key: row[f"{key}_ids"] for key in ("prompt", "completion")} for row in kto],
            "columns": {"sft": sft.column_names, "dpo": dpo.column_names, "kto": kto.column_names},
        }
    )
)
