import { describeSchemas, type OpenApiPart } from '../../openapi/openapi-part.ts';
import { configurationSchema } from '../configuration/configuration-wire.ts';
import {
  apiKeyListSchema,
  apiKeyRequestSchema,
  apiKeySchema,
  deletedApiKeySchema,
  newApiKeySchema,
} from '../keys/key-wire.ts';
import { logLineSchema, logListSchema } from '../logs/log-wire.ts';
import { metricsOverviewSchema } from '../metrics/metrics-wire.ts';
import { operationsPaths, operationsTags } from './operations-paths.ts';

/** The routes of `createOperationsRouter`, for the option `describe` of `createOpenAIRouter`. */
export function describeOperations(): OpenApiPart {
  const schemas = describeSchemas({
    ApiKey: apiKeySchema,
    ApiKeyList: apiKeyListSchema,
    ApiKeyRequest: apiKeyRequestSchema,
    NewApiKey: newApiKeySchema,
    DeletedApiKey: deletedApiKeySchema,
    Configuration: configurationSchema,
    LogLine: logLineSchema,
    LogList: logListSchema,
    MetricsOverview: metricsOverviewSchema,
  });
  return { tags: operationsTags, paths: operationsPaths, schemas };
}
