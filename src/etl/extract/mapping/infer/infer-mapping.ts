import { Problem } from '../../../../vocabulary/problem.ts';
import { isPacked, unpack } from '../../archive/unpack.ts';
import { isServerAddress } from '../../../../vocabulary/source.ts';
import { Mapping } from '../mapping.ts';
import { decimalMarkOf } from './multiplied-columns.ts';
import { profileColumn } from './profile-column.ts';
import { proposeTables } from './propose-tables.ts';
import { recogniseTable } from './recognise-table.ts';
import type { Sample, SampledTable } from './sample.ts';
import { takeSample } from './take-sample.ts';
import { tryProposal } from './try-proposal.ts';
import type { Proposal } from './write-proposal.ts';
import { plainMapping, writeProposal } from './write-proposal.ts';

/** What a mapping is proposed for: a path, or the address of a server without its secret. */
export interface InferredPlace {
  readonly path: string;
  readonly secret?: string;
}

/**
 * Proposes a mapping for tables that nobody has described, from the names of their columns and from what their values
 * look like: YAML to be edited, in which comments say what is doubtful. Throws Problems, `source_unreadable` and
 * `source_unavailable`.
 */
export async function inferMapping({ path, secret }: InferredPlace, scratch: string): Promise<string> {
  const unpacked = isServerAddress(path) || !(await isPacked(path)) ? null : await unpack(path, scratch);
  try {
    const sample = await takeSample(unpacked?.path ?? path, secret ?? '', scratch);
    return await proposalFor(sample, path);
  } finally {
    await unpacked?.remove();
  }
}

async function proposalFor(sample: Sample, path: string): Promise<string> {
  const tables = sample.tables.map((table) => recogniseTable(table.input, table.label, profiles(table)));
  const all = tables.flatMap(({ columns }) => columns);
  const drafted = proposeTables(tables, sample.source);
  if (drafted.length === 0) {
    const seen = all.slice(0, 20).map(({ name }) => name);
    throw new Problem(
      'source_unreadable',
      `Nothing in ${path} looks like bookings, positions, prices or anything else that Askfolio knows (columns: ${seen.join(', ') || 'none'}); write a mapping by hand, docs/sources.md describes them.`,
    );
  }
  const missing = [...new Set(all.flatMap((column) => column.missing))];
  const proposal: Proposal = { sample, tables, drafted, mark: decimalMarkOf(all), missing };
  const parsed = Mapping.parse(plainMapping(proposal));
  const trial = await tryProposal(parsed, sample.tables);
  const unsure = tables.filter(({ kind, sure }) => kind !== null && !sure);
  const kinds = unsure.map(({ input, kind }) => `is ${input} a table of ${kind ?? ''}?`);
  const opening = [
    `Proposed from ${path}; look it over, edit it, and see what it makes: askfolio sources preview ${path} --mapping THIS-FILE.`,
    ...(kinds.length === 0 ? [] : [`doubtful: ${kinds.join(' ')}`]),
  ].join(' ');
  return writeProposal(proposal, trial, opening);
}

function profiles({ columns, rows }: SampledTable): ReturnType<typeof profileColumn>[] {
  return columns.map((name, place) =>
    profileColumn(
      name,
      rows.map((row) => row[place] ?? null),
    ),
  );
}
