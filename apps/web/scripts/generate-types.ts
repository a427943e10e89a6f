import { writeFile } from 'node:fs/promises';
import { generatedFile, generateTypes } from './server-types.ts';

await writeFile(generatedFile, await generateTypes());
