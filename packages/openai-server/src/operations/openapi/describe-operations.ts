import { describeSchemas, type OpenApiPart } from '../../openapi/openapi-part.ts';
import { auditActSchema, auditListSchema } from '../audit/audit-wire.ts';
import { reloadSchema } from '../configuration/answer-reload.ts';
import { configurationSchema } from '../configuration/configuration-wire.ts';
import { apiKeyListSchema, apiKeySchema, deletedApiKeySchema, newApiKeySchema } from '../keys/key-wire.ts';
import { apiKeyChangeSchema, apiKeyRequestSchema } from '../keys/key-request-wire.ts';
import { logLineSchema, logListSchema } from '../logs/log-wire.ts';
import { metricsOverviewSchema } from '../metrics/metrics-wire.ts';
import { operationsPaths, operationsTags } from './operations-paths.ts';

/** The routes of `createOperationsRouter`, for the option `describe` of `createOpenAIRouter`. */
export function describeOperations(): OpenApiPart {
  const schemas = describeSchemas({
    ApiKey: apiKeySchema,
    ApiKeyList: apiKeyListSchema,
    ApiKeyRequest: apiKeyRequestSchema,
    ApiKeyChange: apiKeyChangeSchema,
    NewApiKey: newApiKeySchema,
    DeletedApiKey: deletedApiKeySchema,
    Configuration: configurationSchema,
    ConfigurationReload: reloadSchema,
    AuditAct: auditActSchema,
    AuditList: auditListSchema,
    LogLine: logLineSchema,
    LogList: logListSchema,
    MetricsOverview: metricsOverviewSchema,
  });
  return { tags: operationsTags, paths: operationsPaths, schemas };
}
