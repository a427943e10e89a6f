"""One module for each method: from settings, model and rows to the trainer of TRL that runs it."""

METHODS = ("sft", "dpo", "kto", "orpo", "reward", "grpo", "ppo")
