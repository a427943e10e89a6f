import type { DashboardPlan } from './dashboard.ts';
import { on, perSecond } from './promql.ts';

/** What it runs on, and what it does beside answering. */
export const machine: DashboardPlan = {
  uid: 'tuneloop-machine',
  title: 'Tuneloop machine',
  description: 'Processor, memory, disks, GPUs, jobs and recording.',
  rows: [
    {
      title: 'The server’s process',
      figures: [
        {
          title: 'Processor',
          description: 'Cores that the server uses, without its engines.',
          unit: 'short',
          queries: [[perSecond('process_cpu_seconds_total'), '{{instance}}']],
        },
        {
          title: 'Memory',
          description: 'Resident memory and the JavaScript heap of the server, without its engines.',
          unit: 'bytes',
          queries: [
            [`process_resident_memory_bytes${on()}`, '{{instance}}'],
            [`nodejs_heap_size_used_bytes${on()}`, '{{instance}}: heap'],
          ],
        },
        {
          title: 'Event loop',
          description: 'How late it is (99th percentile). More than half a second makes streams stutter.',
          unit: 's',
          queries: [[`nodejs_eventloop_lag_p99_seconds${on()}`, '{{instance}}']],
        },
        {
          title: 'File descriptors',
          description: 'Open files and sockets; the line above is how many may be open.',
          unit: 'short',
          queries: [
            [`process_open_fds${on()}`, '{{instance}}'],
            [`process_max_fds${on()}`, '{{instance}}: limit'],
          ],
        },
        {
          title: 'Uptime',
          description: 'Since the server began.',
          unit: 's',
          queries: [[`time() - process_start_time_seconds${on()}`, '{{instance}}']],
        },
        {
          title: 'Event loop in use',
          description: 'The share of the time in which it computes.',
          unit: 'percentunit',
          queries: [[`nodejs_eventloop_utilization_ratio${on()}`, '{{instance}}']],
        },
      ],
    },
    {
      title: 'The machine',
      figures: [
        {
          title: 'Free memory',
          description: 'Of the machine, or of its container.',
          unit: 'percentunit',
          queries: [[`tuneloop_memory_free_bytes${on()} / tuneloop_memory_total_bytes${on()}`, '{{instance}}']],
        },
        {
          title: 'Free room on disks',
          description: 'Of the disks with the folders for data and models.',
          unit: 'percentunit',
          queries: [[`tuneloop_disk_free_bytes${on()} / tuneloop_disk_size_bytes${on()}`, '{{instance}} {{folder}}']],
        },
        {
          title: 'GPUs in use',
          description: 'How busy NVIDIA’s GPUs are. Empty without one.',
          unit: 'percentunit',
          queries: [[`tuneloop_gpu_utilization_ratio${on()}`, '{{instance}} {{gpu}}']],
        },
        {
          title: 'Memory of GPUs',
          description: 'What of it is taken. Empty without a GPU.',
          unit: 'percentunit',
          queries: [
            [`tuneloop_gpu_memory_used_bytes${on()} / tuneloop_gpu_memory_total_bytes${on()}`, '{{instance}} {{gpu}}'],
          ],
        },
        {
          title: 'Heat of GPUs',
          description: 'In degrees Celsius. Empty without a GPU.',
          unit: 'celsius',
          queries: [[`tuneloop_gpu_temperature_celsius${on()}`, '{{instance}} {{gpu}}']],
        },
        {
          title: 'Power of GPUs',
          description: 'Empty without a GPU.',
          unit: 'watt',
          queries: [[`tuneloop_gpu_power_watts${on()}`, '{{instance}} {{gpu}}']],
        },
      ],
    },
    {
      title: 'Jobs and recording',
      figures: [
        {
          title: 'Jobs',
          description: 'That have not ended: downloads, exports, steps of trainings.',
          unit: 'short',
          queries: [[`max by (status) (tuneloop_jobs${on()})`, '{{status}}']],
        },
        {
          title: 'Ended jobs',
          description: 'Attempts that ended within ten minutes, by how.',
          unit: 'short',
          queries: [
            [`sum by (kind, outcome) (increase(tuneloop_job_attempts_total${on()}[10m]))`, '{{kind}}: {{outcome}}'],
          ],
        },
        {
          title: 'Told to others',
          description:
            'Records for receivers in the network, per second; anything but delivered is a loss. Empty where nobody is told.',
          unit: 'short',
          queries: [
            [`sum by (receiver, outcome) (${perSecond('tuneloop_spool_records_total')})`, '{{receiver}}: {{outcome}}'],
          ],
        },
        {
          title: 'Waiting to be told',
          description: 'What receivers have not taken yet. Beyond 256 MiB the oldest is dropped.',
          unit: 'bytes',
          queries: [[`sum by (receiver) (tuneloop_spool_waiting_bytes${on()})`, '{{receiver}}']],
        },
        {
          title: 'Problems of recording',
          description: 'What kept the log from being written, or receivers from being told, within ten minutes.',
          unit: 'short',
          queries: [[`sum by (code) (increase(tuneloop_recording_problems_total${on()}[10m]))`, '{{code}}']],
        },
        {
          title: 'Configuration',
          description: 'Reloads within ten minutes, by how they ended.',
          unit: 'short',
          queries: [[`sum by (outcome) (increase(tuneloop_config_reloads_total${on()}[10m]))`, '{{outcome}}']],
        },
      ],
    },
  ],
};
