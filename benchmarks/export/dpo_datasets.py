"""The same pairs with Hugging Face `datasets`: `dpo_datasets.py sort|memory INPUT OUTPUT CACHE` prints one line of JSON."""

import hashlib
import itertools
import json
import resource
import sys
import time

import datasets

datasets.disable_progress_bars()
kind, source, output, cache = sys.argv[1:5]
limit = 10


def key_of(messages):
    return hashlib.sha256(json.dumps(messages).encode()).hexdigest()


def pairs(group):
    prompt = group[0]["messages"]
    good = [row["answer"] for row in group if row["thumb"] == "up"]
    bad = [row["answer"] for row in group if row["thumb"] == "down"]
    for chosen, rejected in itertools.islice(itertools.product(good, bad), limit):
        yield {
            "prompt": prompt,
            "chosen": [{"role": "assistant", "content": chosen}],
            "rejected": [{"role": "assistant", "content": rejected}],
        }


def sorted_rows():
    data = datasets.load_dataset("json", data_files=source, split="train", cache_dir=cache)
    data = data.map(lambda batch: {"key": [key_of(m) for m in batch["messages"]]}, batched=True)
    data = data.sort(["key", "time"]).flatten_indices()
    for _, group in itertools.groupby(data, key=lambda row: row["key"]):
        yield from pairs(list(group))


def grouped_rows():
    groups = {}
    for row in datasets.load_dataset("json", data_files=source, split="train", streaming=True):
        groups.setdefault(key_of(row["messages"]), []).append(row)
    for key in sorted(groups):
        yield from pairs(groups[key])


started = time.monotonic()
result = datasets.Dataset.from_generator(sorted_rows if kind == "sort" else grouped_rows, cache_dir=cache)
result.to_json(output)
seconds = time.monotonic() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"seconds": seconds, "peakBytes": peak, "rows": len(result)}))
