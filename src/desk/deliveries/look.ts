import type { KeptDelivery } from '../../state/deliveries.ts';
import { type Look, LOOK_TABLES, type LookTable, type Recognition } from '../../vocabulary/delivery.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { asProblem } from '../../vocabulary/problem.ts';
import type { DeliveryRequest, Preview } from '../../vocabulary/run.ts';
import type { DeliveryDeskParts } from './delivery-desk.ts';

type LookParts = DeliveryDeskParts & { readonly later: (hours: number) => string };

/**
 * Looks at a delivery that is marked as being looked at, and keeps what came of it: the scanner first, before anything
 * else reads the files; then what they are; then what a run would make of them. Never rejects with a Problem: that is
 * kept, too.
 */
export async function lookAtDelivery(
  parts: LookParts,
  held: KeptDelivery,
  user: string,
  mapping: string | null,
): Promise<void> {
  const { kept, inbox } = parts;
  const keep = (change: Partial<KeptDelivery>): Promise<unknown> =>
    kept.change(held.id, (before) => (before.state === 'looking' ? { ...before, ...change } : before));
  try {
    const found = await harmIn(parts, held);
    if (found !== null) {
      await inbox.remove(held.id);
      await parts.audit({
        kind: 'delivery',
        user,
        details: { verb: 'refuse', id: held.id, found: found.harm },
      });
      await keep({ state: 'refused', message: refusedWords(found), look: null });
      return;
    }
    const look = await lookBy(parts, held, mapping);
    await parts.audit({
      kind: 'delivery',
      user,
      details: { verb: 'look', id: held.id, files: look.files.map(({ kind, format }) => ({ kind, format })) },
    });
    await keep({ state: 'looked', look, message: null, expiresAt: parts.later(LIMITS.delivery_hours_max) });
  } catch (error) {
    const problem = asProblem(error);
    if (problem.code === 'internal') parts.onTrouble(error);
    await keep({ state: 'looked', look: null, message: problem.message });
  }
}

async function harmIn(
  { scanner, inbox }: LookParts,
  { id, key, files }: KeptDelivery,
): Promise<{ readonly file: string; readonly harm: string } | null> {
  if (scanner === null) return null;
  for (const { number, name } of files) {
    const harm = await scanner.scan(inbox.read({ id, number, keyHex: key }));
    if (harm !== null) return { file: name, harm };
  }
  return null;
}

function refusedWords({ file, harm }: { readonly file: string; readonly harm: string }): string {
  return `The virus scanner found ${harm} in ${file}; the files were deleted: have their sender look at it.`;
}

async function lookBy(parts: LookParts, held: KeptDelivery, mapping: string | null): Promise<Look> {
  const { inbox } = parts;
  const files = held.files.map(({ number, name }) => ({ number, name }));
  const request: DeliveryRequest = {
    path: inbox.folderOf(held.id),
    secret: held.key,
    source: 'main',
    mode: null,
    mapping: null,
  };
  await inbox.note(held.id, held.key, { files, mapping: null });
  const recognition = await parts.recognise(request);
  const chosen = mapping === null ? recognition.mapping : mapping === '' ? null : mapping;
  if (chosen !== null) await inbox.note(held.id, held.key, { files, mapping: chosen });
  const preview = await parts.preview(request);
  return {
    files: recognition.files,
    mapping: chosen,
    doubts: chosen === recognition.mapping ? recognition.doubts : [],
    tables: tablesOf(preview),
    quarantine: preview.quarantine.slice(0, LIMITS.delivery_look_rows_max),
    quarantined: preview.quarantine.length,
    refused: preview.refused,
    unmapped: preview.unmapped.slice(0, LIMITS.delivery_doubts_max),
    again: await againOf(parts, recognition),
    failed: preview.failed ?? null,
    source: sourceFor(recognition, chosen),
  };
}

function tablesOf(preview: Preview): Look['tables'] {
  const cut = (table: LookTable): Look['tables'][LookTable] => ({
    rows: preview[table].slice(0, LIMITS.delivery_look_rows_max),
    count: preview[table].length,
  });
  return Object.fromEntries(LOOK_TABLES.map((table) => [table, cut(table)])) as Look['tables'];
}

/** The last run that took in a file with the same bytes. */
async function againOf({ runs }: LookParts, { digests }: Recognition): Promise<Look['again']> {
  const told = new Set(digests);
  const run = (await runs.list(LIMITS.runs_kept_max)).find(
    ({ status, received }) =>
      ['done', 'unchanged'].includes(status) &&
      received?.files.some(({ sha256 }) => sha256 !== null && told.has(sha256)),
  );
  return run === undefined ? null : { run: run.run, source: run.source, at: run.startedAt };
}

/** Canonical tables go to the firm's main source; what a broker wrote to a source of its name. */
function sourceFor({ files }: Recognition, mapping: string | null): string {
  if (mapping !== null && /^[a-z0-9-]+$/.test(mapping)) return mapping;
  const foreign = files.find(({ kind }) => ['statement', 'export', 'rates'].includes(kind));
  const name = (foreign?.format ?? '').toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return name === '' ? 'main' : name;
}
