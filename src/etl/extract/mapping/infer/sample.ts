import { basename, extname } from 'node:path';
import { Problem } from '../../../../vocabulary/problem.ts';

/** A table of a source, as far as it was looked at. */
export interface SampledTable {
  /** Its name among the mapping's inputs. */
  readonly input: string;
  /** What it is called where it lies. */
  readonly label: string;
  /** How the mapping says what is read. */
  readonly spec: Readonly<Record<string, unknown>>;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** What a person should look at. */
  readonly doubt: string | null;
}

export interface Sample {
  /** What the source is called. */
  readonly source: string;
  readonly tables: readonly SampledTable[];
  readonly authorization: string | null;
}

/** A short lower-case name that no other input has. */
export function inputName(label: string, taken: Set<string>): string {
  const plain = basename(label, extname(label))
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\d[\d._-]{5,}/g, '')
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_\d]+|_+$/g, '');
  const base = plain === '' ? 'rows' : plain;
  let name = base;
  for (let count = 2; taken.has(name); count += 1) name = `${base}_${String(count)}`;
  taken.add(name);
  return name;
}

export function unreadable(message: string, cause?: unknown): Problem {
  return new Problem('source_unreadable', message, { cause });
}
