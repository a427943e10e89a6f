import type { AdapterRegistry, ServedBase } from '@tuneloop/lora';
import { watchAdapters } from '@tuneloop/runtime';
import { dirname, join } from 'node:path';
import type { Config } from '../config/schema.ts';
import type { Logger } from '../logging/logger.ts';
import { adapterPatterns } from './adapter-patterns.ts';
import type { AdapterEvent } from './adapter-event.ts';
import { createAdapterService, type AdapterService } from './adapter-service.ts';
import { parseDefaultAdapter } from './default-adapters.ts';
import { createLazyLibrary } from './lazy-library.ts';
import { folderOfPattern } from './pattern-folder.ts';
import { createRegisteredLibrary } from './registered-library.ts';

/** The adapters that the configuration names, and those in the adapters folder. Nothing is looked at yet. */
export function createAdapters(options: {
  config: Config;
  logger: Logger;
  /** Paths of the models that PEFT folders may be converted for. */
  baseModels: () => readonly string[];
  registry: AdapterRegistry;
  /** The loaded models, which what is promoted must fit. */
  bases: () => Promise<readonly ServedBase[]>;
}): AdapterService {
  const { config, logger, baseModels, registry, bases } = options;
  const defaults = config.adapters.defaults.map(parseDefaultAdapter);
  const patterns = adapterPatterns(config);
  // Not in the cache folder: `base:adapter@3` is to mean the same for as long as it is kept.
  const cacheFolder = join(config.folders.data, 'adapter-versions');
  const onUnwatchable = (error: unknown): void =>
    logger.error({ err: error }, 'adapters cannot be watched; none are served');
  const library = createRegisteredLibrary({
    library: createLazyLibrary(() => watchAdapters({ patterns, cacheFolder, baseModels }), onUnwatchable),
    registry,
    onFailure: (error) => logger.error({ err: error }, 'the registry of adapters cannot be used'),
  });
  const onnx = createLazyLibrary(
    () => watchAdapters({ patterns, cacheFolder: join(config.folders.data, 'adapter-versions-onnx'), format: 'onnx' }),
    onUnwatchable,
  );
  return createAdapterService({
    libraries: { gguf: library, onnx },
    registered: { registry, bases },
    watchDefaults: (listener) => library.watchDefaults(listener),
    folders: adapterFolders(config),
    defaults,
    onEvent: (event) => logEvent(logger, event),
  });
}

/** Where requests may take adapters from; the first is where copies are put. */
export function adapterFolders(config: Config): [string, ...string[]] {
  const defaults = config.adapters.defaults.map((text) => dirname(parseDefaultAdapter(text).file));
  return [adapterPatterns(config)[0], ...config.adapters.paths.map(folderOfPattern), ...defaults];
}

function logEvent(logger: Logger, event: AdapterEvent): void {
  const { type, name, ...details } = event;
  const fields = { adapter: name, ...details };
  if (type === 'adapter-live') logger.info(fields, 'adapter live');
  if (type === 'adapter-removed') logger.info(fields, 'adapter removed');
  if (type === 'adapter-refused') logger.warn(fields, 'adapter refused');
}
