#!/usr/bin/env node
import { main } from './run.ts';

// Whoever reads the output may stop early (`| head`): that is no failure, and there is nothing left to say.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await main(process.argv);
