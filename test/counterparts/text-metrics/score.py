"""Scores corpora of `[answer, reference]` pairs, given as JSON on standard input, as the usual packages do."""

import json
import sys

from rouge_score import rouge_scorer
from sacrebleu import corpus_bleu
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a

names = ["rouge1", "rouge2", "rougeL"]
tokenizer = Tokenizer13a()
scorer = rouge_scorer.RougeScorer(names)


def score(pairs: list[list[str]]) -> dict:
    answers = [answer for answer, _ in pairs]
    references = [reference for _, reference in pairs]
    scores = [scorer.score(reference, answer) for answer, reference in pairs]
    means = {name: sum(one[name].fmeasure for one in scores) / len(scores) for name in names}
    words = [tokenizer(answer).split() for answer in answers]
    return {"bleu": corpus_bleu(answers, [references]).score, "words": words, **means}


json.dump([score(pairs) for pairs in json.load(sys.stdin)], sys.stdout)
