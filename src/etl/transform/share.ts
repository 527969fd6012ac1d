import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Tally } from './findings.ts';
import type { ShareResult } from './figures.ts';
import type { TransformedAccounts } from './shares.ts';
import { FINDINGS } from '../../model/findings.ts';
import type { Day } from '../../vocabulary/day.ts';
import { Problem } from '../../vocabulary/problem.ts';
import { quoted } from '../stage/sql-types.ts';
import { spaceProblem } from '../stage/attach.ts';
import { PARCELS_FOLDER, openWorkspace, type Workspace } from '../stage/workspace.ts';

/**
 * A large transform is split into shares of its accounts, which several processes work out beside each other while
 * one holds the staged rows still. What a share came to is a part of the parcel with a label beside it: with its label
 * it is done, and another process that does it once more changes nothing.
 */
export interface SplitTransform {
  /** The run that it is part of. */
  readonly run: string;
  readonly accounts: TransformedAccounts;
  readonly today: Day;
  readonly firmCurrency: string;
  /** Of the key that the parts of the parcel are to have: keys change while others work. */
  readonly key: string;
  /** Into how many shares. */
  readonly of: number;
}

const Label = z.object({ file: z.string().regex(/^\d+-\d+\.duckdb$/), sha256: z.string() });

/** Where a finished share lies. */
export interface DoneShare {
  readonly path: string;
  readonly sha256: string;
}

const folderOf = (home: string, run: string): string => join(home, PARCELS_FOLDER, run);

/** Makes the place for the shares of a run; before that none of them can be done. */
export async function makeShareFolder(home: string, run: string): Promise<void> {
  await mkdir(folderOf(home, run), { mode: 0o700 });
}

/** Null where the share is not done yet. */
export async function doneShare(home: string, run: string, n: number): Promise<DoneShare | null> {
  const folder = folderOf(home, run);
  const text = await readFile(join(folder, `${String(n)}.json`), 'utf8').catch(() => null);
  if (text === null) return null;
  const { file, sha256 } = Label.parse(JSON.parse(text));
  return { path: join(folder, file), sha256 };
}

export interface ShareOptions {
  readonly home: string;
  /** Encryption keys, hexadecimal. */
  readonly stageKey: string;
  readonly olderStageKeys?: readonly string[];
  readonly parcelKey: string;
  readonly olderParcelKeys?: readonly string[];
}

/** Names a key without telling it. */
export function nameOfKey(key: string): string {
  return createHash('sha256').update(`parcel:${key}`).digest('hex').slice(0, 16);
}

/** The key that a split names. Throws Problem `wrong_key` where this process does not have it, or not yet. */
function keyOf({ parcelKey, olderParcelKeys = [] }: ShareOptions, { key }: SplitTransform): string {
  const found = [parcelKey, ...olderParcelKeys].find((each) => nameOfKey(each) === key);
  if (found !== undefined) return found;
  throw new Problem(
    'wrong_key',
    'A large import is shared under a key that this process does not have; it is worked out by the others.',
  );
}

/** Works one share out. `fence`: whoever does the same share later has a greater one, and a file of its own. */
export async function workShare(
  options: ShareOptions,
  split: SplitTransform,
  share: { readonly n: number; readonly fence: number },
): Promise<void> {
  try {
    await workItOut(options, split, share);
  } catch (error) {
    throw spaceProblem(error) ?? error;
  }
}

async function workItOut(
  options: ShareOptions,
  split: SplitTransform,
  { n, fence }: { readonly n: number; readonly fence: number },
): Promise<void> {
  const { transformShare } = await import('./transform-share.ts');
  const workspace = await openWorkspace({
    ...options,
    parcelKey: keyOf(options, split),
    isGuest: true,
    takeStage: () => Promise.resolve(() => Promise.resolve()),
  });
  try {
    const folder = folderOf(options.home, split.run);
    const file = `${String(n)}-${String(fence)}.duckdb`;
    const sha256 = await workspace.withStage(async () => {
      await workspace.openPart(join(folder, file));
      const { connection, connect } = workspace;
      const { accounts, today, firmCurrency, of } = split;
      const request = { connection, connect, firmCurrency, accounts, today };
      await writeResult(workspace, await transformShare(request, { n, of }));
      return workspace.sealParcel();
    });
    const label: z.infer<typeof Label> = { file, sha256 };
    const draft = join(folder, `${String(n)}-${String(fence)}.label`);
    await writeFile(draft, JSON.stringify(label), { mode: 0o600 });
    await rename(draft, join(folder, `${String(n)}.json`));
  } finally {
    workspace.close();
  }
}

/** What a share came to lies in its part, and is sealed with it. */
async function writeResult(workspace: Workspace, { tallies, suspects }: ShareResult): Promise<void> {
  await workspace.run('CREATE TABLE parcel.share_result (tallies VARCHAR, suspects VARCHAR)');
  const texts = [tallies, suspects].map((value) => quoted(JSON.stringify(value)));
  await workspace.run(`INSERT INTO parcel.share_result VALUES (${texts.join(', ')})`);
}

const isFinding = (code: string): code is Tally['code'] => code in FINDINGS;
const Tallies = z
  .array(
    z.object({
      code: z.string().refine(isFinding),
      rows: z.int().nonnegative(),
      severity: z.enum(['info', 'warning', 'error']),
      examples: z.array(z.string()).readonly(),
    }),
  )
  .readonly();

/** Brings what the whole parcel has to have in one file, and gives what the share came to. */
export async function takeUpShare(workspace: Workspace, { path }: DoneShare): Promise<ShareResult> {
  return workspace.withPart(path, async () => {
    for (const table of ['positions', 'findings'])
      await workspace.run(`INSERT INTO parcel.${table} SELECT * FROM part.main.${table}`);
    const [row] = await workspace.rows('SELECT tallies, suspects FROM part.main.share_result');
    return {
      tallies: Tallies.parse(JSON.parse(String(row?.['tallies']))),
      suspects: z.array(z.string()).parse(JSON.parse(String(row?.['suspects']))),
    };
  });
}
