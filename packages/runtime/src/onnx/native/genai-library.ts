import { TuneloopError } from '@tuneloop/protocol';
import type { LibraryHandle } from 'koffi';

/** A pointer to an object of the library. */
export type Handle = bigint;

/**
 * The functions that are used; all but those that destroy and tell return an `OgaResult*`, null when all is well.
 * Source: `ort_genai_c.h` of ONNX Runtime GenAI 0.18.
 */
const declarations = {
  OgaCreateConfig: 'void* OgaCreateConfig(const char* path, _Out_ void** config)',
  OgaConfigOverlay: 'void* OgaConfigOverlay(void* config, const char* json)',
  OgaConfigClearProviders: 'void* OgaConfigClearProviders(void* config)',
  OgaConfigAppendProvider: 'void* OgaConfigAppendProvider(void* config, const char* provider)',
  OgaDestroyConfig: 'void OgaDestroyConfig(void* config)',
  OgaCreateModelFromConfig: 'void* OgaCreateModelFromConfig(void* config, _Out_ void** model)',
  OgaDestroyModel: 'void OgaDestroyModel(void* model)',
  OgaCreateGeneratorParams: 'void* OgaCreateGeneratorParams(void* model, _Out_ void** params)',
  OgaGeneratorParamsSetSearchNumber:
    'void* OgaGeneratorParamsSetSearchNumber(void* params, const char* name, double value)',
  OgaDestroyGeneratorParams: 'void OgaDestroyGeneratorParams(void* params)',
  OgaCreateGenerator: 'void* OgaCreateGenerator(void* model, void* params, _Out_ void** generator)',
  OgaGenerator_AppendTokens: 'void* OgaGenerator_AppendTokens(void* generator, const int32_t* tokens, size_t count)',
  OgaGenerator_RewindTo: 'void* OgaGenerator_RewindTo(void* generator, size_t length)',
  OgaGenerator_GetLogits: 'void* OgaGenerator_GetLogits(void* generator, _Out_ void** tensor)',
  OgaGenerator_SetRuntimeOption:
    'void* OgaGenerator_SetRuntimeOption(void* generator, const char* key, const char* value)',
  OgaDestroyGenerator: 'void OgaDestroyGenerator(void* generator)',
  OgaTensorGetData: 'void* OgaTensorGetData(void* tensor, _Out_ void** data)',
  OgaTensorGetType: 'void* OgaTensorGetType(void* tensor, _Out_ int* type)',
  OgaDestroyTensor: 'void OgaDestroyTensor(void* tensor)',
  OgaCreateAdapters: 'void* OgaCreateAdapters(void* model, _Out_ void** adapters)',
  OgaLoadAdapter: 'void* OgaLoadAdapter(void* adapters, const char* path, const char* name)',
  OgaUnloadAdapter: 'void* OgaUnloadAdapter(void* adapters, const char* name)',
  OgaSetActiveAdapter: 'void* OgaSetActiveAdapter(void* generator, void* adapters, const char* name)',
  OgaDestroyAdapters: 'void OgaDestroyAdapters(void* adapters)',
  OgaResultGetError: 'const char* OgaResultGetError(void* result)',
  OgaDestroyResult: 'void OgaDestroyResult(void* result)',
  OgaSetTelemetryEnabled: 'void OgaSetTelemetryEnabled(bool enabled)',
} as const;

type Name = keyof typeof declarations;
type Destroyer = Extract<Name, `OgaDestroy${string}`>;
type Argument = Handle | number | string | Int32Array | [null];

/** ONNX's `TensorProto.DataType`. */
const float32 = 1;

/** The C interface of ONNX Runtime GenAI. Errors of the library are thrown as `Error` with its message. */
export class GenaiLibrary {
  readonly #view: (pointer: Handle, bytes: number) => ArrayBuffer;
  /** Kept, since koffi unloads a library that nobody refers to. */
  readonly #library: LibraryHandle;
  readonly #functions = new Map<Name, ReturnType<LibraryHandle['func']>>();

  private constructor(koffi: Pick<typeof import('koffi'), 'view'>, library: LibraryHandle) {
    this.#view = koffi.view;
    this.#library = library;
    for (const [name, declaration] of Object.entries(declarations)) {
      this.#functions.set(name as Name, this.#library.func(declaration));
    }
  }

  /**
   * The process must have ORT_LIB_PATH, and that file must be there: without it the library aborts the process.
   *
   * Errors: `UNSUPPORTED` when koffi is missing, or the library is for another system or of another version.
   */
  static async load(path: string): Promise<GenaiLibrary> {
    const { default: koffi } = await import('koffi').catch((cause: unknown) => {
      throw new TuneloopError('UNSUPPORTED', 'The ONNX engine needs the package koffi. Run `npm install koffi@3.3`.', {
        cause,
      });
    });
    try {
      const library = new GenaiLibrary(koffi, koffi.load(path));
      library.#function('OgaSetTelemetryEnabled')(false);
      return library;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new TuneloopError(
        'UNSUPPORTED',
        `${path} cannot be used as ONNX Runtime GenAI 0.18: ${reason}. Delete the file, and it is fetched again.`,
        { cause },
      );
    }
  }

  /** Calls a function whose last parameter is where it puts what it made. */
  create(name: Name, ...given: Argument[]): Handle {
    const made: [null] = [null];
    this.call(name, ...given, made);
    return (made as unknown as [Handle])[0];
  }

  call(name: Name, ...given: Argument[]): void {
    this.#check(this.#function(name)(...given) as Handle | null);
  }

  /** On libuv's pool. What is given must not be collected before it resolves. */
  async callAsync(name: Name, ...given: Argument[]): Promise<void> {
    const result = await new Promise<Handle | null>((resolve, reject) => {
      this.#function(name).async(...given, (error: Error | null, value: Handle | null) => {
        if (error) reject(error);
        else resolve(value);
      });
    });
    this.#check(result);
  }

  async createAsync(name: Name, ...given: Argument[]): Promise<Handle> {
    const made: [null] = [null];
    await this.callAsync(name, ...given, made);
    return (made as unknown as [Handle])[0];
  }

  destroy(name: Destroyer, handle: Handle): void {
    this.#function(name)(handle);
  }

  /** The logits behind the last token, copied. @param size of the vocabulary. */
  logits(generator: Handle, size: number): Float32Array {
    const tensor = this.create('OgaGenerator_GetLogits', generator);
    try {
      const type = this.create('OgaTensorGetType', tensor);
      if (Number(type) !== float32) throw new Error(`the logits have the type ${type}, not float32`);
      const data = this.create('OgaTensorGetData', tensor);
      return new Float32Array(this.#view(data, size * Float32Array.BYTES_PER_ELEMENT)).slice();
    } finally {
      this.destroy('OgaDestroyTensor', tensor);
    }
  }

  #function(name: Name): ReturnType<LibraryHandle['func']> {
    return this.#functions.get(name)!;
  }

  #check(result: Handle | null): void {
    if (!result) return;
    const message = this.#function('OgaResultGetError')(result) as string;
    this.destroy('OgaDestroyResult', result);
    throw new Error(message);
  }
}
