/**
 * The variables of a process for llama.cpp.
 *
 * @param gpus those that it sees, as `nvidia-smi` counts them; all when left out.
 */
export function childEnvironment(gpus: readonly number[] | undefined): Record<string, string> {
  return {
    // The binding decodes on libuv's pool, and ggml's threads collapse when a second task of the pool competes.
    UV_THREADPOOL_SIZE: '1',
    // CUDA counts GPUs by their speed unless told otherwise; `nvidia-smi` by their place on the bus.
    ...(gpus && { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: gpus.join(',') }),
  };
}
