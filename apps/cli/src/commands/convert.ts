import { Command } from 'commander';
import type { ConvertOptions } from '../actions/convert.ts';
import { addConfigOptions } from '../config-options.ts';
import { examples } from './examples.ts';

export function convertCommand(): Command {
  const command = new Command('convert')
    .summary('change the form of a model or an adapter')
    .description(
      "Converts between the form of llama.cpp (GGUF) and that of Hugging Face (a folder with safetensors): an adapter as PEFT saved it, a model's folder, or a model's .gguf; and any of them to that of ONNX Runtime GenAI.",
    )
    .argument('<source>', "PEFT's folder, a model's folder, or a .gguf")
    .option('--to <form>', 'gguf, safetensors, onnx, or merged: an adapter and its base as one model', 'gguf')
    .option(
      '--base <model>',
      'of an adapter: a model on disk or a path; left out: the configured model; to onnx: the folder that it is for',
    )
    .option('-t, --type <name>', "of a model's weights in GGUF: F16, BF16, F32, or one that quantize knows", 'F16')
    .option('--precision <name>', 'of a model in ONNX: fp32, fp16 (for GPUs), int8, int4', 'int8')
    .option('--lora-slots', 'of a model in ONNX: with places for adapters')
    .option('-o, --output <path>', "what to write; left out: the source's name with another ending, in this folder")
    .option('-y, --yes', 'fetch the Python packages that it takes without asking')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples([
        ['tuneloop convert ./peft --base model.gguf', 'an adapter: peft.gguf'],
        ['tuneloop convert ./peft --base model.gguf --to merged', 'a model of its own, in the folder peft-merged'],
        ['tuneloop convert ./model --type Q4_K_M', "a model's folder: model-Q4_K_M.gguf"],
        ['tuneloop convert model.gguf --to safetensors', 'the folder model, to train on elsewhere'],
        ['tuneloop convert model.gguf --to onnx --lora-slots', 'the folder model-int8-onnx'],
        ['tuneloop convert ./peft --to onnx --base model-int8-onnx', 'an adapter for it: peft.onnx_adapter'],
      ]),
    )
    .action(async (source: string, options: ConvertOptions) => {
      const { convert } = await import('../actions/convert.ts');
      await convert(source, options);
    });
  return addConfigOptions(command, ['folders']);
}
