export type { ApiKeyRecord, ApiKeyStore } from './auth/api-key-store.ts';
export { scopes, type AuthenticatedClient, type Authenticator, type Scope } from './auth/authenticator.ts';
export type { Logger } from './http/logger.ts';
export { createModelProvider } from './models/create-model-provider.ts';
export { leaseModel } from './models/lease-model.ts';
export type { ModelListing, ModelProvider } from './models/model-provider.ts';
export { routerLimitsSchema, type OpenAIRouterOptions, type RouterLimits } from './router/router-options.ts';
