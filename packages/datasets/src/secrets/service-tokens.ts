/** Keys and tokens whose form their service has published: `prefix`, then what `rest` matches. */
export interface ServiceToken {
  service: string;
  prefix: string;
  rest: string;
}

const url = '[A-Za-z0-9_-]';
const alphanumeric = '[A-Za-z0-9]';
const hex = '[0-9a-f]';

export const serviceTokens: readonly ServiceToken[] = [
  { service: 'Anthropic', prefix: 'sk-ant-', rest: `${url}{20,200}` },
  { service: 'OpenRouter', prefix: 'sk-or-', rest: `${url}{20,200}` },
  { service: 'OpenAI', prefix: 'sk-(?:proj|svcacct|admin|service|None)-', rest: `${url}{20,250}` },
  { service: 'OpenAI, DeepSeek and others', prefix: 'sk-', rest: `${alphanumeric}{20,200}` },
  { service: 'Langfuse', prefix: 'sk-lf-', rest: '[0-9a-f-]{36}' },
  { service: 'Groq', prefix: 'gsk_', rest: `${alphanumeric}{40,80}` },
  { service: 'xAI', prefix: 'xai-', rest: `${alphanumeric}{60,100}` },
  { service: 'Perplexity', prefix: 'pplx-', rest: `${alphanumeric}{40,64}` },
  { service: 'Replicate', prefix: 'r8_', rest: `${alphanumeric}{37,40}` },
  { service: 'NVIDIA', prefix: 'nvapi-', rest: `${url}{50,80}` },
  { service: 'Tuneloop', prefix: 'tl-', rest: `${url}{43}` },
  { service: 'AWS', prefix: '(?:AKIA|ASIA|AGPA|AIDA|AROA|ANPA|ABIA|ACCA)', rest: '[A-Z2-7]{16}' },
  { service: 'GitHub', prefix: 'gh[pousr]_', rest: `${alphanumeric}{36,255}` },
  { service: 'GitHub', prefix: 'github_pat_', rest: '[A-Za-z0-9_]{22,255}' },
  { service: 'GitLab', prefix: 'gl(?:pat|dt|rt|ptt|ft|soat|cbt|imt|agent|oas)-', rest: '[A-Za-z0-9_.-]{20,300}' },
  { service: 'Slack', prefix: 'xox[abeoprs]-', rest: '[A-Za-z0-9-]{10,250}' },
  { service: 'Slack', prefix: 'xapp-', rest: '[A-Za-z0-9-]{20,250}' },
  { service: 'Google', prefix: 'AIza', rest: `${url}{35}` },
  { service: 'Google', prefix: 'GOCSPX-', rest: `${url}{28}` },
  { service: 'Google', prefix: 'ya29\\.', rest: `${url}{20,1000}` },
  { service: 'Stripe', prefix: '[srp]k_(?:live|test)_', rest: `${alphanumeric}{10,250}` },
  { service: 'Stripe', prefix: 'whsec_', rest: '[A-Za-z0-9+/=]{24,250}' },
  { service: 'Hugging Face', prefix: 'hf_', rest: `${alphanumeric}{30,40}` },
  { service: 'Hugging Face', prefix: 'api_org_', rest: `${alphanumeric}{30,40}` },
  { service: 'npm', prefix: 'npm_', rest: `${alphanumeric}{36}` },
  { service: 'PyPI', prefix: 'pypi-', rest: `${url}{50,500}` },
  { service: 'Docker', prefix: 'dckr_(?:pat|oat)_', rest: `${url}{20,60}` },
  { service: 'SendGrid', prefix: 'SG\\.', rest: `${url}{22}\\.${url}{43}` },
  { service: 'Mailgun', prefix: 'key-', rest: `${hex}{32}` },
  { service: 'Twilio', prefix: 'SK', rest: `${hex}{32}` },
  { service: 'Telegram', prefix: '\\d{8,10}:AA', rest: `${url}{33}` },
  { service: 'Discord', prefix: '[MNO]', rest: `${url}{23,27}\\.${url}{6}\\.${url}{27,38}` },
  { service: 'DigitalOcean', prefix: 'do[opr]_v1_', rest: `${hex}{64}` },
  { service: 'Shopify', prefix: 'shp(?:at|ca|pa|ss)_', rest: `${hex}{32}` },
  { service: 'Square', prefix: 'sq0(?:atp|csp)-', rest: `${url}{22,43}` },
  { service: 'Databricks', prefix: 'dapi', rest: `${hex}{32}(?:-\\d)?` },
  { service: 'Vault', prefix: 'hv[sbr]\\.', rest: `${url}{24,200}` },
  { service: 'Postman', prefix: 'PMAK-', rest: `${hex}{24}-${hex}{34}` },
  { service: 'Linear', prefix: 'lin_(?:api|oauth)_', rest: `${alphanumeric}{32,64}` },
  { service: 'Notion', prefix: 'ntn_', rest: `${alphanumeric}{40,50}` },
  { service: 'Figma', prefix: 'figd_', rest: `${url}{40,50}` },
  { service: 'Sentry', prefix: 'sntry[su]_', rest: '[A-Za-z0-9_=+/-]{40,300}' },
  { service: 'Grafana', prefix: 'gl(?:sa|c)_', rest: '[A-Za-z0-9_=+/]{32,300}' },
];
