"""Loads files of training data with `datasets`, and writes some of its own with pyarrow and `datasets`.

Usage: exchange_files.py FOLDER; reads FOLDER/ours.*, writes FOLDER/theirs.*, prints what it read as JSON.
"""

import datetime
import json
import sys
from pathlib import Path

import datasets
import pyarrow
import pyarrow.parquet
from trl.data_utils import is_conversational

folder = Path(sys.argv[1])
loaders = {"jsonl": "json", "json": "json", "csv": "csv", "parquet": "parquet"}


def loaded(path: Path) -> dict:
    kind = path.name.removesuffix(".gz").removesuffix(".zst").rsplit(".", 1)[1]
    rows = datasets.load_dataset(
        loaders[kind], data_files=str(path), split="train", cache_dir=str(folder / "cache")
    )
    return {
        "rows": rows.num_rows,
        "columns": sorted(rows.column_names),
        "first": rows[0],
        "last": rows[rows.num_rows - 1],
        "conversational": is_conversational(rows[0]),
    }


results = {path.name: loaded(path) for path in sorted(folder.glob("ours.*"))}

theirs = [
    {
        "messages": [
            {"role": "user", "content": f"q{index} é", "name": None},
            {"role": "assistant", "content": f"a{index}", "name": None},
        ],
        "score": index / 2,
        "label": index % 2 == 0,
        "big": 2**60 + index,
        "when": datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc),
        "tags": ["x"] * (index % 3),
    }
    for index in range(5000)
]
table = pyarrow.Table.from_pylist(theirs)
for codec in ("none", "snappy", "gzip", "zstd", "brotli"):
    pyarrow.parquet.write_table(table, folder / f"theirs.{codec}.parquet", compression=codec, row_group_size=1000)
pyarrow.parquet.write_table(
    table, folder / "theirs.pages.parquet", data_page_version="2.0", write_page_index=True, data_page_size=4096
)
plain = datasets.Dataset.from_list([{"messages": row["messages"], "score": row["score"]} for row in theirs])
plain.to_json(folder / "theirs.jsonl", force_ascii=False)
plain.to_json(folder / "theirs.json", lines=False, batch_size=plain.num_rows)
plain.to_json(folder / "theirs.jsonl.gz", compression="gzip")
datasets.Dataset.from_list([{"text": f'"{index}",\n;é', "n": index} for index in range(5000)]).to_csv(folder / "theirs.csv")

print(json.dumps(results))
