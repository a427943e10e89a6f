export { createLlamaCppDriver, type LlamaCppDriverOptions } from './create-llama-cpp-driver.ts';
