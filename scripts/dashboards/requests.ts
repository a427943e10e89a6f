import type { DashboardPlan } from './dashboard.ts';
import { on, perSecond, quantiles } from './promql.ts';

/** What clients see. */
export const requests: DashboardPlan = {
  uid: 'tuneloop-requests',
  title: 'Tuneloop requests',
  description: 'What clients ask, how fast they are answered, and what is refused.',
  rows: [
    {
      title: 'Now',
      figures: [
        {
          title: 'Ready',
          description: '1 when /health/ready answers 200.',
          unit: 'short',
          isStat: true,
          width: 4,
          queries: [[`min(tuneloop_ready${on()})`, 'ready']],
        },
        {
          title: 'Requests',
          description: 'That ended, per second.',
          unit: 'reqps',
          isStat: true,
          width: 4,
          queries: [[`sum(${perSecond('tuneloop_http_requests_total')})`, 'requests']],
        },
        {
          title: 'In flight',
          description: 'Requests that are being answered.',
          unit: 'short',
          isStat: true,
          width: 4,
          queries: [[`sum(tuneloop_http_requests_in_flight${on()})`, 'in flight']],
        },
        {
          title: 'Failed',
          description: 'Share of requests that ended with a fault of the server: 5xx, other than 503.',
          unit: 'percentunit',
          isStat: true,
          width: 4,
          queries: [
            [
              `(sum(${perSecond('tuneloop_http_requests_total', 'status=~"5..",status!="503"')}) or vector(0)) / sum(${perSecond('tuneloop_http_requests_total')})`,
              'failed',
            ],
          ],
        },
        {
          title: 'Refused',
          description: 'Share of requests that got 429 (a limit of the key) or 503 (no room).',
          unit: 'percentunit',
          isStat: true,
          width: 4,
          queries: [
            [
              `(sum(${perSecond('tuneloop_http_requests_total', 'status=~"429|503"')}) or vector(0)) / sum(${perSecond('tuneloop_http_requests_total')})`,
              'refused',
            ],
          ],
        },
        {
          title: 'Tokens',
          description: 'Generated per second, of all models.',
          unit: 'short',
          isStat: true,
          width: 4,
          queries: [[`sum(${perSecond('tuneloop_generated_tokens_total')})`, 'tokens/s']],
        },
      ],
    },
    {
      title: 'Requests',
      figures: [
        {
          title: 'By status',
          description: '499 is a client that left.',
          unit: 'reqps',
          isStacked: true,
          queries: [[`sum by (status) (${perSecond('tuneloop_http_requests_total')})`, '{{status}}']],
        },
        {
          title: 'By route',
          description: 'Paths of the API; other is whatever else was asked for.',
          unit: 'reqps',
          isStacked: true,
          queries: [[`sum by (route) (${perSecond('tuneloop_http_requests_total')})`, '{{route}}']],
        },
        {
          title: 'Errors by code',
          description: 'What was refused or failed, by the code of the error.',
          unit: 'reqps',
          isStacked: true,
          queries: [[`sum by (code) (${perSecond('tuneloop_http_errors_total')})`, '{{code}}']],
        },
        {
          title: 'Duration',
          description: 'From the request to the end of its answer, streams included.',
          unit: 's',
          queries: quantiles('tuneloop_http_request_duration_seconds'),
        },
        {
          title: 'Generations by outcome',
          description: 'stop and length went well; aborted: the client left.',
          unit: 'reqps',
          isStacked: true,
          queries: [[`sum by (outcome) (${perSecond('tuneloop_generations_total')})`, '{{outcome}}']],
        },
        {
          title: 'Calls of tools',
          description: 'By the decision and how they ended.',
          unit: 'reqps',
          isStacked: true,
          queries: [
            [`sum by (decision, status) (${perSecond('tuneloop_tool_calls_total')})`, '{{decision}} {{status}}'],
          ],
        },
        {
          title: 'Refused before the engine',
          description: 'For load, before their bodies were read, by what there was no more room in.',
          unit: 'reqps',
          isStacked: true,
          queries: [[`sum by (reason) (${perSecond('tuneloop_requests_refused_total')})`, '{{reason}}']],
        },
        {
          title: 'Connections',
          description: 'That are open.',
          unit: 'short',
          queries: [[`tuneloop_connections${on()}`, '{{instance}}']],
        },
        {
          title: 'Bodies of requests',
          description: 'What is held of them in memory.',
          unit: 'bytes',
          queries: [[`tuneloop_request_body_bytes${on()}`, '{{instance}}']],
        },
      ],
    },
    {
      title: 'Speed',
      figures: [
        {
          title: 'Time to first token',
          description: 'From the request to its first token, waiting included.',
          unit: 's',
          queries: quantiles('tuneloop_time_to_first_token_seconds'),
        },
        {
          title: 'Between tokens',
          description: 'The mean of each generation.',
          unit: 's',
          queries: quantiles('tuneloop_inter_token_latency_seconds'),
        },
        {
          title: 'Wait for a slot',
          description: 'How long generations waited in the queue.',
          unit: 's',
          queries: quantiles('tuneloop_queue_wait_seconds'),
        },
      ],
    },
  ],
};
