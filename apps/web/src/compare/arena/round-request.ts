/** What a round asks, and of whom. */
export interface RoundQuestion {
  question: string;
  system?: string | undefined;
  maxTokens?: number | undefined;
  sides: readonly [RoundSide, RoundSide];
}

export interface RoundSide {
  model: string;
  /** Left out: the server's. */
  temperature?: number | undefined;
}

function draftOf({ model, temperature }: RoundSide): Record<string, unknown> {
  return temperature === undefined ? { model } : { model, temperature };
}

/** As the body of `POST /v1/comparisons` has it. */
export function roundRequest({ question, system, maxTokens, sides }: RoundQuestion): Record<string, unknown> {
  const [one, other] = sides;
  const isSame = one.model === other.model && one.temperature === other.temperature;
  return {
    messages: [
      ...(system === undefined ? [] : [{ role: 'system', content: system }]),
      { role: 'user', content: question },
    ],
    ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
    ...(isSame ? { ...draftOf(one), n: 2 } : { drafts: sides.map(draftOf) }),
    stream: true,
  };
}
