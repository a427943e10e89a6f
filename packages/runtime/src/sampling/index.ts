export { defaultSampling, defaultSequenceBreakers } from './default-sampling.ts';
export { tokenLogprob } from './token-logprob.ts';
export { TokenSampler } from './token-sampler.ts';
