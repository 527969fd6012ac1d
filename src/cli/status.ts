import { Command } from 'commander';
import type { SourceStatus, Status } from '../vocabulary/status.ts';
import type { CommandContext } from './context.ts';
import { examples, jsonOption } from './options.ts';
import { plainText, showTable } from './table.ts';

export function statusCommand(context: CommandContext): Command {
  return new Command('status')
    .description(
      'how the installation stands: store, sources, custodians, disk, audit log, language model and alarms',
    )
    .addOption(jsonOption())
    .addHelpText('after', examples('status', 'status --json'))
    .action(async ({ json }: { json?: true }) => {
      const services = await context.services();
      const status = await services.status();
      await context.terminal.out(json ? `${JSON.stringify(status)}\n` : showStatus(status));
    });
}

function showStatus(status: Status): string {
  const { store, disk, memory, audit } = status;
  const data =
    store.dataVersion === null ? 'no data yet' : `data as of ${store.asOf ?? '–'}, ${store.dataVersion}`;
  const looked =
    audit.whole === null
      ? 'not looked through yet'
      : `${audit.whole ? 'whole' : 'NOT WHOLE'}, ${audit.entries} entries, looked through ${minute(audit.lookedAt)}`;
  const lines = [
    `Askfolio ${status.version}, since ${minute(status.startedAt)} UTC`,
    `Store      ${store.up ? data : 'DOES NOT ANSWER'}${behind(store.server)}`,
    ...sizeLines(store.server),
    ...(status.records.up ? [] : ['Records    DO NOT ANSWER: what follows is what they said last']),
    `Disk       ${gigabytes(disk.freeBytes)} of ${gigabytes(disk.sizeBytes)} GB free, ${gigabytes(disk.reserveBytes)} are to stay`,
    `Memory     ${gigabytes(memory.usedBytes)} of ${gigabytes(memory.limitBytes)} GB held by the main process`,
    `Audit log  ${looked}`,
    `Set aside  ${status.quarantinedRows} rows`,
    ...modelLines(status),
    ...queueLines(status),
    ...(status.certificateEndsAt === null ? [] : [`TLS        until ${minute(status.certificateEndsAt)}`]),
    `Runs       ${status.running === 0 ? 'none' : status.running} under way`,
  ];
  return `${lines.join('\n')}\n${showSources(status.sources)}${showCustodians(status)}${showAlarms(status)}`;
}

function showSources(sources: readonly SourceStatus[]): string {
  if (sources.length === 0) return '';
  const rows = sources.map(({ name, lastRun, lastRunAt, lastSuccessAt, overdueSeconds }) => [
    name ?? '(by hand)',
    lastRun ?? 'never run',
    minute(lastRunAt),
    minute(lastSuccessAt),
    overdueSeconds === null || overdueSeconds === 0 ? '' : `${Math.ceil(overdueSeconds / 60)} minutes late`,
  ]);
  return `\n${showTable(headings('source', 'last run', 'begun', 'taken in whole', 'schedule'), rows, rows.length)}`;
}

function showCustodians({ custodians }: Status): string {
  if (custodians.length === 0) return '';
  const rows = custodians.map(({ name, lastDay, breaks }) => [plainText(name), lastDay, String(breaks)]);
  return `\n${showTable(headings('custodian', 'last day', 'differences'), rows, rows.length)}`;
}

function showAlarms({ alarms }: Status): string {
  if (alarms === null) return '\nNo alarms are watched: `askfolio start` does that.\n';
  if (alarms.length === 0) return '\nNo alarm is raised.\n';
  const lines = alarms.map(({ name, severity, summary, since, runbook }) =>
    plainText(`${severity}  ${name} since ${minute(since)}: ${summary} See docs/runbooks/${runbook}.md.`),
  );
  return `\n${lines.join('\n')}\n`;
}

function modelLines({ model }: Status): readonly string[] {
  if (model === null) return [];
  const { calls, tokens, money } = model.used;
  const count = (tokens.input + tokens.output).toLocaleString('en-US');
  const most = tokens.max === null ? '' : ` of ${tokens.max.toLocaleString('en-US')}`;
  const cost =
    money === null ? '' : `, ${money.used}${money.max === null ? '' : ` of ${money.max}`} ${money.currency}`;
  return [
    plainText(
      `Model      ${model.name} at ${model.host}: ${calls} calls, ${count}${most} tokens${cost} today`,
    ),
  ];
}

function behind(server: Status['store']['server']): string {
  const seconds = server?.behindSeconds ?? 0;
  return seconds === 0 ? '' : `, the replica LACKS newer data for ${Math.ceil(seconds / 60)} minutes`;
}

function sizeLines(server: Status['store']['server']): readonly string[] {
  if (server === null) return [];
  const { sizeBytes, capacityBytes } = server;
  const most = capacityBytes === null ? '' : ` of ${gigabytes(capacityBytes)}`;
  return [`Database   ${gigabytes(sizeBytes)}${most} GB taken at its server`];
}

function queueLines({ queue }: Status): readonly string[] {
  if (queue === null) return [];
  const { up, waiting, running, oldestSeconds, setAside } = queue;
  const oldest = waiting === 0 ? '' : `, the oldest for ${Math.ceil(oldestSeconds / 60)} minutes`;
  const given = setAside === 0 ? '' : `, ${setAside} GIVEN UP`;
  return [
    `Queue      ${up ? '' : 'DOES NOT ANSWER; '}${waiting} wait${oldest}, ${running} under way${given}`,
  ];
}

const headings = (...labels: readonly string[]) =>
  labels.map((label) => ({ name: label, label, type: 'string' as const }));

function minute(instant: string | null): string {
  return instant === null ? '–' : instant.slice(0, 16).replace('T', ' ');
}

function gigabytes(bytes: number): string {
  return (bytes / 1_000_000_000).toFixed(1);
}
