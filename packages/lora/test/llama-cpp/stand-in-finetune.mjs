#!/usr/bin/env node
// Keeps the contract of llama.cpp's llama-finetune: its arguments, the bars on standard error, the model that it writes.
import { copyFileSync, readFileSync } from 'node:fs';

const args = process.argv.slice(2);
const option = (name) => args[args.indexOf(`--${name}`) + 1];
const mode = process.env.STAND_IN;
const bar = (phase, done, loss) =>
  process.stderr.write(
    `${phase}: [██      ] data=${String(done).padStart(7, '0')}/0000004 loss=${loss}±0.12345 acc=12.50±1.00% t=00:00:01 ETA=00:00:0${4 - done} \r`,
  );

process.stderr.write(`main: reading ${readFileSync(option('file'), 'utf8').length} characters\n`);
if (mode === 'memory') {
  process.stderr.write('ggml_backend_cpu_buffer_type_alloc_buffer: failed to allocate buffer of size 1\n');
  process.exit(1);
}
if (mode === 'graph') {
  process.stderr.write('ggml.c:7291: GGML_ASSERT(cgraph->n_nodes < cgraph->size) failed\n');
  process.abort();
}
if (mode === 'hang') {
  bar('train', 1, '3.00000');
  setInterval(() => undefined, 1000);
} else {
  for (let epoch = 0; epoch < Number(option('epochs')); epoch += 1) {
    for (let done = 1; done <= 4; done += 1)
      bar('train', done, mode === 'nan' ? '-nan' : (4 - epoch - done / 8).toFixed(5));
    process.stderr.write('\n\n');
  }
  if (mode === 'crash') process.exit(3);
  copyFileSync(option('model'), option('output'));
}
