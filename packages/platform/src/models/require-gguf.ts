import { TuneloopError } from '@tuneloop/protocol';
import { isOnnxFolder } from '@tuneloop/runtime';

/** What adapters are trained on and converted for here. Errors: `INVALID_REQUEST` for an ONNX model, telling the way round. */
export async function requireGguf({ id, path }: { id: string; path: string }): Promise<void> {
  if (!(await isOnnxFolder(path))) return;
  throw new TuneloopError(
    'INVALID_REQUEST',
    `${id} is an ONNX model, which cannot be trained on. Name the GGUF that it was made of (conversion.json in its folder tells), and convert what comes of it: tuneloop convert PEFT-FOLDER --to onnx --base FOLDER.`,
    { details: { param: 'model' } },
  );
}
