import { gauge, library } from '../declaration.ts';

/** The process and the machine under it. */
export const MACHINE = {
  build: gauge({
    name: 'askfolio_build_info',
    help: 'The version that runs, as a label',
    labels: { version: { of: 'versions of the program', values_max: 1 } },
  }),
  clock: gauge({
    name: 'askfolio_clock_seconds',
    unit: 'seconds',
    help: "This machine's clock in seconds since 1970: held against the clock of whoever reads it",
  }),
  diskFree: gauge({
    name: 'askfolio_disk_free_bytes',
    unit: 'bytes',
    help: 'Free space on the disk of the home',
  }),
  diskSize: gauge({ name: 'askfolio_disk_size_bytes', unit: 'bytes', help: 'Size of the disk of the home' }),
  diskHeadroom: gauge({
    name: 'askfolio_disk_headroom_ratio',
    unit: 'ratio',
    help: 'Free space on the disk of the home by the space that is to stay free: below 1 too little is left',
  }),
  alarms: gauge({
    name: 'askfolio_alarms_raised',
    help: 'Alarms that the installation itself has raised, by severity',
    labels: { severity: ['page', 'ticket'] },
  }),
  memory: library('gauge', {
    name: 'askfolio_process_resident_memory_bytes',
    unit: 'bytes',
    help: 'Memory of the main process',
  }),
  memoryUsed: gauge({
    name: 'askfolio_memory_used_ratio',
    unit: 'ratio',
    help: 'Memory of the main process by what it may come to hold',
  }),
  heap: library('gauge', {
    name: 'askfolio_nodejs_heap_size_used_bytes',
    unit: 'bytes',
    help: 'Heap in use of the main process',
  }),
  cpu: library('counter', {
    name: 'askfolio_process_cpu_seconds_total',
    unit: 'seconds',
    help: 'Processor time of the main process',
  }),
  files: library('gauge', { name: 'askfolio_process_open_fds', help: 'Open files and connections' }),
  started: library('gauge', {
    name: 'askfolio_process_start_time_seconds',
    unit: 'seconds',
    help: 'When the main process began, in seconds since 1970',
  }),
  loopDelay: library('gauge', {
    name: 'askfolio_nodejs_eventloop_lag_p99_seconds',
    unit: 'seconds',
    help: 'By how much work of the main process was late, 99th percentile since it was last read',
  }),
} as const;
