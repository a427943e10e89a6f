"""What Python's onnxruntime-genai answers greedily, to where it ends.

python genai_answers.py < [{folder, adapter?, prompts}] > [[answer]], as token ids
"""

import json
import os
import sys

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime_genai as og  # noqa: E402


def answer(model, adapters, prompt):
    params = og.GeneratorParams(model)
    params.set_search_options(do_sample=False, max_length=len(prompt) + 24)
    generator = og.Generator(model, params)
    if adapters is not None:
        generator.set_active_adapter(adapters, "adapter")
    generator.append_tokens(prompt)
    tokens = []
    while not generator.is_done():
        generator.generate_next_token()
        tokens.append(int(generator.get_next_tokens()[0]))
    return tokens


found = []
for case in json.load(sys.stdin):
    model = og.Model(case["folder"])
    adapters = None
    if "adapter" in case:
        adapters = og.Adapters(model)
        adapters.load(case["adapter"], "adapter")
    found.append([answer(model, adapters, prompt) for prompt in case["prompts"]])
json.dump(found, sys.stdout)
