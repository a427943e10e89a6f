"""Hands an export of Tuneloop to trlX: `trlx.train(model, **load("pairs.jsonl"))`."""

import json


def load(path):
    rows = [json.loads(line) for line in open(path, encoding="utf-8")]
    if "sample" in rows[0]:  # trlx-ilql
        return {"samples": [row["sample"] for row in rows], "rewards": [row["reward"] for row in rows]}
    if "chosen" in rows[0]:  # trlx-dpo, for trainers of pairs
        return {"samples": [(row["prompt"], row["chosen"], row["rejected"]) for row in rows]}
    return {"prompts": [row["prompt"] for row in rows]}  # trlx-ppo
