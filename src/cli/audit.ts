import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { Command, Option } from 'commander';
import { AUDIT_KINDS, type AuditEntry, type AuditKind, type AuditVerdict } from '../vocabulary/audit.ts';
import type { CustodyVerb, CustodyWork } from '../vocabulary/custody.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { CommandContext } from './context.ts';
import { absolutePath, asOption, examples, jsonOption, wholeOption } from './options.ts';
import { plainText, showTable } from './table.ts';

interface Picked {
  readonly as?: string;
  readonly kind?: AuditKind;
  readonly user?: string;
  readonly json?: true;
}

type Work = <K extends CustodyVerb>(
  verb: K,
  argument: CustodyWork[K]['takes'],
  as: string | undefined,
) => Promise<CustodyWork[K]['gives']>;

export function auditCommand(context: CommandContext): Command {
  const work: Work = async (verb, argument, as) =>
    (await context.services()).custody({ verb, argument, as: as ?? null });
  return new Command('audit')
    .description('who asked and did what: the log, and whether it is whole')
    .addCommand(verifyCommand(context, work))
    .addCommand(listCommand(context, work))
    .addCommand(exportCommand(context, work))
    .addHelpText('after', examples('audit verify', 'audit list --user eleanor'));
}

function verifyCommand(context: CommandContext, work: Work): Command {
  return new Command('verify')
    .description('whether any entry was changed, moved, added or removed; fails where one was')
    .option('--head <head>', 'one that an earlier `audit verify` printed: the log must still hold it')
    .addOption(asOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('audit verify', 'audit verify --as auditor --json'))
    .action(async ({ head, as, json }: { head?: string; as?: string; json?: true }) => {
      const verdict = await work('verifyAudit', { noted: head ?? null }, as);
      await context.terminal.out(json ? `${JSON.stringify(verdict)}\n` : verdictText(verdict));
      if (verdict.faults.length > 0) {
        throw new Problem(
          'audit_broken',
          'The audit log is not whole; keep the home as it is and compare it with a backup.',
        );
      }
    });
}

function verdictText({ entries, first, last, head, erased, faults }: AuditVerdict): string {
  const lines = faults.map(({ sequence, fault }) =>
    sequence === null ? `${fault}\n` : `entry ${sequence}: ${fault}\n`,
  );
  if (lines.length > 0) return lines.join('');
  if (entries === 0) return 'The audit log is empty.\n';
  const gone = erased === 0 ? '' : `; the contents of ${erased} were erased with the data of their people`;
  return `All ${entries} entries from ${first} to ${last} are as they were written${gone}.\nHead: ${head}\n`;
}

const kindOption = (): Option =>
  new Option('--kind <kind>', 'only entries of this kind').choices(AUDIT_KINDS);
const userOption = (): Option => new Option('--user <user>', 'only entries of this person');

function listCommand(context: CommandContext, work: Work): Command {
  return new Command('list')
    .description('the newest entries')
    .option('--limit <entries>', 'how many', wholeOption(1, LIMITS.audit_entries_per_page_max), 50)
    .addOption(kindOption())
    .addOption(userOption())
    .addOption(asOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('audit list --kind ask --limit 10', 'audit list --as auditor --json'))
    .action(async ({ limit, kind, user, as, json }: Picked & { limit: number }) => {
      const query = { kind: kind ?? null, user: user ?? null, after: null, before: null, limit };
      const entries = await work('readAudit', query, as);
      await context.terminal.out(json ? linesOf(entries) : tableOf(entries));
    });
}

function exportCommand(context: CommandContext, work: Work): Command {
  return new Command('export')
    .description('every entry, the oldest first, a JSON object a line')
    .option('--out <file>', 'into this file, made for its owner alone; otherwise to standard output')
    .addOption(kindOption())
    .addOption(userOption())
    .addOption(asOption())
    .addHelpText('after', examples('audit export --out audit.jsonl'))
    .action(async ({ out, kind, user, as }: Picked & { out?: string }) => {
      const file =
        out === undefined
          ? null
          : createWriteStream(absolutePath(context, out), { flags: 'wx', mode: 0o600 });
      const failed = file
        ? once(file, 'error').then(([error]: unknown[]) => Promise.reject(unwritable(error)))
        : null;
      failed?.catch(() => undefined);
      const write = async (text: string): Promise<void> => {
        if (!file) return context.terminal.out(text);
        if (!file.write(text)) await Promise.race([once(file, 'drain'), failed]);
      };
      const limit = LIMITS.audit_entries_per_page_max;
      for (let after: number | null = 0; after !== null;) {
        const query = { kind: kind ?? null, user: user ?? null, after, before: null, limit };
        const entries: readonly AuditEntry[] = await work('exportAudit', query, as);
        await write(linesOf(entries));
        after = entries.length < limit ? null : (entries.at(-1)?.sequence ?? null);
      }
      if (!file) return;
      file.end();
      await Promise.race([once(file, 'finish'), failed]);
    });
}

function unwritable(cause: unknown): Problem {
  return new Problem(
    'usage',
    'The file cannot be made; choose one that is not there yet, in a folder of yours.',
    {
      cause,
    },
  );
}

function linesOf(entries: readonly AuditEntry[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}

function tableOf(entries: readonly AuditEntry[]): string {
  if (entries.length === 0) return 'There are no such entries.\n';
  const columns = ['entry', 'at', 'who', 'what', 'about'].map((label) => ({
    name: label,
    label,
    type: 'string' as const,
  }));
  const rows = entries.map(({ sequence, at, user, kind, details, about }) => [
    String(sequence),
    at.slice(0, 19).replace('T', ' '),
    details === null ? '(erased)' : plainText(user ?? '(installation)'),
    kind,
    plainText(details === null ? '' : subjectOf(details, about)).slice(0, SUBJECT_CHARS_MAX),
  ]);
  return showTable(columns, rows, rows.length);
}

const SUBJECT_CHARS_MAX = 60;

/** What an entry is about, in a few words: --json shows all of it. */
function subjectOf(details: Readonly<Record<string, unknown>>, about: readonly (string | null)[]): string {
  const words = ['question', 'sql', 'verb', 'what', 'source', 'route', 'id', 'problem']
    .map((name) => details[name])
    .filter((value) => typeof value === 'string');
  return [...words, ...about.map((user) => user ?? '(erased)')].join(' ');
}
