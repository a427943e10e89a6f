/** What holds where a request says nothing: llama.cpp's own defaults, which small models need. */
export const defaultSampling: Record<
  'temperature' | 'topK' | 'topP' | 'minP' | 'repeatPenalty' | 'repeatLastN',
  number
> = { temperature: 0.8, topK: 40, topP: 0.95, minP: 0.05, repeatPenalty: 1, repeatLastN: 64 };

/** What ends a sequence that DRY looks for: llama.cpp's own. */
export const defaultSequenceBreakers: readonly string[] = ['\n', ':', '"', '*'];
