/**
 * Quantises one file in a process of its own: the native code aborts the process on some damaged files, and cannot be
 * stopped otherwise. Arguments: library, input, output, file type, threads. llama.cpp writes its progress to standard
 * error. Exit codes: 0 done, 1 llama.cpp refused, 2 the library is another one than it should be.
 */
import { writeSync } from 'node:fs';
import { setPriority } from 'node:os';
import koffi from 'koffi';

interface QuantizeParameters {
  nthread: number;
  ftype: number;
  output_tensor_type: number;
  token_embedding_type: number;
  allow_requantize: boolean;
  quantize_output_tensor: boolean;
  max_buf_size: number;
}

/** `llama_model_quantize_params` of include/llama.h. */
const parameters = koffi.struct('llama_model_quantize_params', {
  nthread: 'int32_t',
  ftype: 'int32_t',
  output_tensor_type: 'int32_t',
  token_embedding_type: 'int32_t',
  allow_requantize: 'bool',
  quantize_output_tensor: 'bool',
  only_copy: 'bool',
  pure: 'bool',
  keep_split: 'bool',
  dry_run: 'bool',
  imatrix: 'void *',
  kv_overrides: 'void *',
  tt_overrides: 'void *',
  prune_layers: 'void *',
  max_buf_size: 'size_t',
});
const defaultFileType = 7;

const [library = '', input = '', output = '', fileType = '', threads = '0'] = process.argv.slice(2);
// Whoever asked is gone: nobody would rename the draft.
process.on('disconnect', () => process.exit(1));
process.on('SIGINT', () => undefined);
try {
  setPriority(10);
} catch {
  // Being no burden for a model that is served meanwhile is a courtesy.
}

const llama = koffi.load(library);
const defaults = llama.func('llama_model_quantize_default_params', parameters, [])() as QuantizeParameters;
const isKnown =
  defaults.nthread === 0 &&
  defaults.ftype === defaultFileType &&
  defaults.output_tensor_type === defaults.token_embedding_type &&
  !defaults.allow_requantize &&
  defaults.quantize_output_tensor &&
  defaults.max_buf_size > 0;
if (!isKnown) {
  fail(2, `The defaults of ${library} are not those that are known: ${JSON.stringify(defaults)}`);
}

const quantize = llama.func('llama_model_quantize', 'uint32_t', ['str', 'str', koffi.pointer(parameters)]);
const settings = { ...defaults, nthread: Number(threads), ftype: Number(fileType), allow_requantize: true };
quantize.async(input, output, settings, (error: Error | null, failed: number) => {
  if (error) fail(1, error.message);
  process.exit(failed === 0 ? 0 : 1);
});

function fail(exitCode: number, message: string): never {
  writeSync(2, `${message}\n`);
  process.exit(exitCode);
}
