import { isEncoderFolder } from '../../onnx/encoder/encoder-folder.ts';
import { isGenaiFolder } from './genai-folder.ts';

/** Whether the ONNX engine is what loads this: a folder for ONNX Runtime GenAI, or an embedding or ranking model in ONNX. */
export async function isOnnxFolder(path: string): Promise<boolean> {
  return (await isGenaiFolder(path)) || (await isEncoderFolder(path));
}
