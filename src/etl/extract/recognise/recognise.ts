import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { SOURCE_TABLE_NAMES } from '../../../model/source-tables.ts';
import type { Recognition, RecognisedFile } from '../../../vocabulary/delivery.ts';
import { LIMITS } from '../../../vocabulary/limits.ts';
import { asProblem, Problem } from '../../../vocabulary/problem.ts';
import { isPacked, unpack } from '../archive/unpack.ts';
import { isEcbRates } from '../ecb-source.ts';
import { digestOf } from '../file-digest.ts';
import { inferMapping } from '../mapping/infer/infer-mapping.ts';
import { beginning } from '../mapping/input-tables.ts';
import { unsealDelivery } from '../sealed/unseal.ts';
import { statementFormatOf, statementText } from '../statement/statement-format.ts';
import { fittingMapping } from './fitting-mapping.ts';

const BEGINNING_BYTES = 8_192;

/**
 * Says what the files of a delivery are, and by which mapping they can be read where they need one: a ready one that
 * fits, otherwise one that is proposed. Problems: `source_unreadable` where nothing in it can be read.
 */
export async function recogniseDelivery(
  { path, secret }: { readonly path: string; readonly secret?: string },
  scratch: string,
): Promise<Recognition> {
  const unsealed = await unsealDelivery(path, secret ?? '', scratch);
  const place = unsealed?.path ?? path;
  try {
    const unpacked = (await isPacked(place)) ? await unpack(place, scratch) : null;
    try {
      return await recognise(unpacked?.path ?? place, scratch);
    } finally {
      await unpacked?.remove();
    }
  } finally {
    await unsealed?.remove();
  }
}

async function recognise(place: string, scratch: string): Promise<Recognition> {
  const paths = await filesAt(place);
  const files: RecognisedFile[] = [];
  const digests: string[] = [];
  for (const path of paths) {
    files.push(await kindOf(path));
    digests.push((await digestOf(path)).sha256);
  }
  const unknown = files.filter(({ kind }) => kind === 'unknown');
  if (files.every(({ kind }) => kind === 'unreadable')) throw nothingIn(files);
  if (unknown.length === 0) return { files, mapping: null, doubts: [], digests };
  const ready = await fittingMapping(place, scratch);
  if (ready !== null) {
    const named = files.map((file) =>
      file.kind === 'unknown' ? { ...file, kind: 'export' as const, format: ready.title } : file,
    );
    return { files: named, mapping: ready.name, doubts: ready.doubts, digests };
  }
  return { files, ...(await proposed(place, scratch)), digests };
}

/** A mapping for files that nobody has described; where none can be proposed, why. */
async function proposed(place: string, scratch: string): Promise<Pick<Recognition, 'mapping' | 'doubts'>> {
  try {
    // What is proposed is for the files alone: where they lie has no place in it.
    const mapping = (await inferMapping({ path: place }, scratch)).replaceAll(place, basename(place));
    return { mapping, doubts: doubtsIn(mapping) };
  } catch (error) {
    const problem = asProblem(error);
    if (problem.code !== 'source_unreadable') throw error;
    return { mapping: null, doubts: [problem.message.replaceAll(place, basename(place))] };
  }
}

async function filesAt(place: string): Promise<readonly string[]> {
  if ((await stat(place)).isFile()) return [place];
  const names = (await readdir(place)).filter((name) => !name.startsWith('.') && name !== 'delivery.json');
  return names.toSorted().map((name) => join(place, name));
}

async function kindOf(path: string): Promise<RecognisedFile> {
  const name = basename(path);
  const bytes = await beginning(path, BEGINNING_BYTES);
  if (bytes.length === 0) return { name, kind: 'unreadable', format: 'empty' };
  if (bytes.subarray(0, 6).toString('latin1') === 'SQLite')
    return { name, kind: 'database', format: 'SQLite' };
  const extension = extname(name).toLowerCase();
  const stem = basename(name, extname(name)).toLowerCase();
  const table = SOURCE_TABLE_NAMES.find((known) => known === stem);
  if (table !== undefined && ['.csv', '.parquet'].includes(extension))
    return { name, kind: 'table', format: table };
  const text = statementText(bytes);
  if (isEcbRates(text)) return { name, kind: 'rates', format: 'ECB' };
  const format = statementFormatOf(text);
  if (format !== null) return { name, kind: 'statement', format: format.name };
  const strange = strangeFormat(bytes);
  return strange === null
    ? { name, kind: 'unknown', format: null }
    : { name, kind: 'unreadable', format: strange };
}

/** What people hand in that has no rows to read, by how it begins. */
const STRANGE: readonly (readonly [what: string, beginnings: readonly string[]])[] = [
  ['PDF', ['%PDF-']],
  ['Excel', ['PK\u0003\u0004', '\u00d0\u00cf\u0011\u00e0']],
  ['picture', ['\u0089PNG', '\u00ff\u00d8\u00ff', 'GIF8', 'RIFF']],
  ['program', ['MZ', '\u007fELF', '#!']],
  ['HTML', ['<!doctype html', '<!DOCTYPE html', '<html']],
];

function strangeFormat(bytes: Buffer): string | null {
  const start = bytes.subarray(0, 64).toString('latin1').trimStart();
  const known = STRANGE.find(([, beginnings]) => beginnings.some((begins) => start.startsWith(begins)))?.[0];
  if (known !== undefined) return known;
  if (start.startsWith('PAR1')) return null;
  // Zeros in a text are UTF-16, of which every other byte is one; anywhere else they are no text.
  const isUtf16 = start.startsWith('\u00ff\u00fe') || start.startsWith('\u00fe\u00ff');
  return bytes.includes(0) && !isUtf16 ? 'binary' : null;
}

/** What stands behind `doubtful:` in the comments of a proposed mapping; a comment may go on over several lines. */
function doubtsIn(mapping: string): readonly string[] {
  const comments = mapping.replaceAll(/\n *# (?!.*doubtful:)/g, ' ');
  const doubts = comments.split('\n').flatMap((line) => /#.*?doubtful: (.*)$/.exec(line)?.[1]?.trim() ?? []);
  return [...new Set(doubts)].slice(0, LIMITS.delivery_doubts_max);
}

function nothingIn(files: readonly RecognisedFile[]): Problem {
  const [first, ...others] = files;
  if (first === undefined)
    return new Problem('source_unreadable', 'The delivery has no file; hand in the files themselves.');
  const what = first.format === 'empty' ? 'is empty' : `is no file with rows (${first.format ?? 'unknown'})`;
  return new Problem(
    'source_unreadable',
    others.length === 0
      ? `${first.name} ${what}; export the bookings as CSV, OFX or another format that docs/sources.md names.`
      : `None of the ${String(files.length)} files can be read: ${first.name} ${what}; hand in CSV, OFX or another format that docs/sources.md names.`,
  );
}
