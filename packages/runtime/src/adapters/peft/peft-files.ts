/** A PEFT adapter is a folder with this file; the weights may come later. */
export const peftConfigName = 'adapter_config.json';
export const peftWeightsName = 'adapter_model.safetensors';
