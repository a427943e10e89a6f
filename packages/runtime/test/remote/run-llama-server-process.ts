import { createLlamaServerEngine } from '@tuneloop/runtime/remote';

/** Loads a model with a llama-server, prints the id of its process, and stays until it is killed. */
const [executable = '', path = ''] = process.argv.slice(2);
const model = await createLlamaServerEngine({ executable }).load({ id: 'mine', path });
process.stdout.write(`${(await model.status()).processId}\n`);
setInterval(() => undefined, 1000);
