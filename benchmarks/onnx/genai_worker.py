"""One model in Python's onnxruntime-genai, timed: a JSON line in for each round, a JSON line out.

python genai_worker.py FOLDER THREADS CONTEXT < {prompt: [id], tokens} > {prefill_ms, decode_ms, tokens: [id]}
"""

import json
import os
import sys
import time

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime_genai as og  # noqa: E402

folder, threads, context = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
config = og.Config(folder)
config.overlay(json.dumps({"model": {"decoder": {"session_options": {"intra_op_num_threads": threads}}}}))
model = og.Model(config)


def run(prompt, count):
    """The first token ends the prefill; `count` more follow. The generator is made before the clock starts."""
    params = og.GeneratorParams(model)
    params.set_search_options(do_sample=False, max_length=context)
    generator = og.Generator(model, params)
    tokens = []
    started = time.perf_counter()
    generator.append_tokens(prompt)
    generator.generate_next_token()
    tokens.append(int(generator.get_next_tokens()[0]))
    prefilled = time.perf_counter()
    for _ in range(count):
        generator.generate_next_token()
        tokens.append(int(generator.get_next_tokens()[0]))
    ended = time.perf_counter()
    return {"prefill_ms": 1000 * (prefilled - started), "decode_ms": 1000 * (ended - prefilled), "tokens": tokens}


print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(run(request["prompt"], request["tokens"])), flush=True)
