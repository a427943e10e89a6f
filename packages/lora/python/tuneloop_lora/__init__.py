"""The trainer behind @tuneloop/lora. `python -m tuneloop_lora COMMAND CONFIG.json`; see `__main__`."""
