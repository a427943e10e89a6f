"""The same comparison with datasketch: dedupe_datasketch.py FILE THRESHOLD prints one line of JSON."""

import json
import re
import resource
import sys
import time

from datasketch import MinHash, MinHashLSH

WORD = re.compile(r"\w+")
SHINGLE = 3
PERMUTATIONS = 128


def shingles(text: str) -> list[bytes]:
    words = WORD.findall(text.lower())
    width = min(SHINGLE, len(words))
    return [" ".join(words[i : i + width]).encode() for i in range(len(words) - width + 1)]


def main(file: str, threshold: float) -> None:
    started = time.perf_counter()
    index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    empty = MinHash(num_perm=PERMUTATIONS, seed=1)
    kept: dict[int, MinHash] = {}
    dropped = []
    with open(file, encoding="utf-8") as lines:
        for row, line in enumerate(lines):
            text = "\n".join(message["content"] for message in json.loads(line)["messages"])
            signature = empty.copy()
            signature.update_batch(shingles(text))
            if any(kept[other].jaccard(signature) >= threshold for other in index.query(signature)):
                dropped.append(row)
                continue
            index.insert(row, signature)
            kept[row] = signature
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(json.dumps({"seconds": seconds, "peakBytes": peak, "dropped": dropped}))


main(sys.argv[1], float(sys.argv[2]))
