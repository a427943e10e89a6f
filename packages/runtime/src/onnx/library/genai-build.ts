/** One build of ONNX Runtime GenAI, as PyPI's `onnxruntime-genai-core` has it. */
export interface GenaiBuild {
  fileName: string;
  sha256: string;
}

export const genaiVersion = '0.18.0';

/** By platform and processor, as Node calls them; the systems that the wheels of this version are for. */
const builds: Readonly<Record<string, GenaiBuild>> = {
  'linux-x64': {
    fileName: 'libonnxruntime-genai.so',
    sha256: 'f0ab95190d09fc737173a1b2a6844d73aa8d63acd51fae55de61aadd246c6d22',
  },
  'linux-arm64': {
    fileName: 'libonnxruntime-genai.so',
    sha256: '2df0b2fb6dcfa50d5d3af18745f30505bf91fbae79847742a88379cd20a88132',
  },
  'darwin-arm64': {
    fileName: 'libonnxruntime-genai.dylib',
    sha256: '51c3bddffa09ed6be42529cbb457dc761588df81c8e2e186918900690c024144',
  },
  'win32-x64': {
    fileName: 'onnxruntime-genai.dll',
    sha256: 'd816ba320a5cc9038e4f6924857604232e638f0e7401a00294db8cc528872da3',
  },
  'win32-arm64': {
    fileName: 'onnxruntime-genai.dll',
    sha256: '196aae26def4111fe34d5926ba92b7e47a23fb5d3edb5b83fb4167667f0cf987',
  },
};

export function genaiBuild(platform: string, architecture: string): GenaiBuild | undefined {
  return builds[`${platform}-${architecture}`];
}

/** Where it is fetched from. */
export function genaiReference({ fileName, sha256 }: GenaiBuild): string {
  return `pypi:onnxruntime-genai-core==${genaiVersion}/onnxruntime_genai_core/bin/${fileName}#sha256=${sha256}`;
}
