/** What a label should be, and what the answer gave; `undefined` where it gave none that is known. */
export interface LabelPair {
  expected: string;
  given: string | undefined;
}

export interface Classification {
  accuracy: number;
  /** Mean of the F1 of every label that was expected or given. */
  f1Macro: number;
  /** Of all labels together. Below `accuracy` never, above where answers gave no label. */
  f1Micro: number;
}

export function classification(pairs: readonly LabelPair[]): Classification {
  const labels = [
    ...new Set(pairs.flatMap(({ expected, given }) => (given === undefined ? [expected] : [expected, given]))),
  ];
  const correct = pairs.filter(({ expected, given }) => expected === given).length;
  const given = pairs.filter((pair) => pair.given !== undefined).length;
  const scores = labels.map((label) => {
    const right = pairs.filter((pair) => pair.expected === label && pair.given === label).length;
    const named =
      pairs.filter((pair) => pair.expected === label).length + pairs.filter((pair) => pair.given === label).length;
    return (2 * right) / named;
  });
  return {
    accuracy: correct / pairs.length,
    f1Macro: scores.reduce((sum, score) => sum + score, 0) / labels.length,
    f1Micro: (2 * correct) / (pairs.length + given),
  };
}
