/** What an upstream says of a prompt that does not fit; figures where it gives them. */
export interface ContextOverflow {
  promptTokens?: number;
  contextSize?: number;
}

const signs =
  /context[ _](?:length|size|window)|maximum context|context holds|longer than the model's|exceeds? the available context/i;

/** In the words of our own server, OpenAI, vLLM, SGLang and llama-server. */
const promptPatterns = [
  /prompt has (\d+) tokens/i,
  /\((\d+) in the (?:messages|prompt)/i,
  /resulted in (\d+) tokens/i,
  /input \((\d+) tokens\)/i,
  /request \((\d+) tokens\)/i,
  /(?:has|contains)(?: at least)? (\d+) (?:input )?tokens/i,
  /requested (\d+) tokens/i,
];
const contextPatterns = [
  /context holds (\d+)/i,
  /maximum context length (?:is|of) (\d+)/i,
  /context (?:length|size|window)\D{0,16}(\d+)/i,
];

export function readContextOverflow(
  message: string,
  error: Readonly<Record<string, unknown>>,
): ContextOverflow | undefined {
  const { code, type } = error;
  const isNamed = code === 'context_length_exceeded' || type === 'exceed_context_size_error';
  if (!isNamed && !signs.test(message)) return undefined;
  const promptTokens = figure(error['n_prompt_tokens'], message, promptPatterns);
  const contextSize = figure(error['n_ctx'], message, contextPatterns);
  return { ...(promptTokens !== undefined && { promptTokens }), ...(contextSize !== undefined && { contextSize }) };
}

function figure(given: unknown, message: string, patterns: readonly RegExp[]): number | undefined {
  if (typeof given === 'number') return given;
  const found = patterns.map((pattern) => pattern.exec(message)?.[1]).find((digits) => digits !== undefined);
  return found === undefined ? undefined : Number(found);
}
