import type { DashboardPlan } from './dashboard.ts';
import { on, perSecond } from './promql.ts';

/** What the models do. */
export const models: DashboardPlan = {
  uid: 'tuneloop-models',
  title: 'Tuneloop models',
  description: 'Slots, queue, tokens and KV cache of each model; loads and adapters.',
  rows: [
    {
      title: 'Load',
      figures: [
        {
          title: 'Slots in use',
          description: 'Requests that are decoded at the same time; the line above is how many may be.',
          unit: 'short',
          queries: [
            [`sum by (model) (tuneloop_slots_in_use${on()})`, '{{model}}'],
            [`sum by (model) (tuneloop_slots${on()})`, '{{model}}: all'],
          ],
        },
        {
          title: 'Queue',
          description: 'Requests that wait for a slot; at the limit they get 503.',
          unit: 'short',
          queries: [
            [`sum by (model) (tuneloop_queue_length${on()})`, '{{model}}'],
            [`sum by (model) (tuneloop_queue_limit${on()})`, '{{model}}: limit'],
          ],
        },
        {
          title: 'KV cache',
          description: 'How much of it is taken. A full one is no fault: what was used longest ago makes room.',
          unit: 'percentunit',
          queries: [
            [
              `sum by (model) (tuneloop_kv_cache_tokens${on()}) / sum by (model) (tuneloop_kv_cache_size_tokens${on()})`,
              '{{model}}',
            ],
          ],
        },
      ],
    },
    {
      title: 'Tokens',
      figures: [
        {
          title: 'Generated tokens',
          description: 'Per second.',
          unit: 'short',
          isStacked: true,
          queries: [[`sum by (model) (${perSecond('tuneloop_generated_tokens_total')})`, '{{model}}']],
        },
        {
          title: 'Prompt tokens',
          description: 'Per second, those from the cache included.',
          unit: 'short',
          isStacked: true,
          queries: [[`sum by (model) (${perSecond('tuneloop_prompt_tokens_total')})`, '{{model}}']],
        },
        {
          title: 'Prompt tokens from the cache',
          description: 'The share of prompts that did not have to be read: the higher, the sooner the first token.',
          unit: 'percentunit',
          queries: [
            [
              `sum by (model) (${perSecond('tuneloop_cached_prompt_tokens_total')}) / sum by (model) (${perSecond('tuneloop_prompt_tokens_total')})`,
              '{{model}}',
            ],
          ],
        },
      ],
    },
    {
      title: 'Loads and adapters',
      figures: [
        {
          title: 'Loads, unloads, restarts of engines',
          description: 'Within ten minutes. An engine that is started again has died.',
          unit: 'short',
          queries: [
            [`sum by (outcome) (increase(tuneloop_model_loads_total${on()}[10m]))`, 'load: {{outcome}}'],
            [`sum by (reason) (increase(tuneloop_model_unloads_total${on()}[10m]))`, 'unload: {{reason}}'],
            [`sum by (model) (delta(tuneloop_engine_restarts${on()}[10m]))`, 'restarts: {{model}}'],
          ],
        },
        {
          title: 'Adapters',
          description: 'That became live, were refused or removed within ten minutes.',
          unit: 'short',
          queries: [[`sum by (event) (increase(tuneloop_adapter_changes_total${on()}[10m]))`, '{{event}}']],
        },
        {
          title: 'Memory of engines',
          description: 'Of the process of each model’s engine, where it has one of its own.',
          unit: 'bytes',
          queries: [[`sum by (model) (tuneloop_engine_memory_bytes${on()})`, '{{model}}']],
        },
      ],
    },
  ],
};
