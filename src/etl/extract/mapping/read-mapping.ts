import { readFile, readdir, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseDocument } from 'yaml';
import { LIMITS } from '../../../vocabulary/limits.ts';
import { Problem } from '../../../vocabulary/problem.ts';
import { Mapping } from './mapping.ts';

const READY = new URL('./ready/', import.meta.url);
const NAME = /^[a-z0-9-]+$/;

/** The names of the mappings that come with the program. */
export async function readyMappings(): Promise<readonly string[]> {
  const files = await readdir(READY);
  return files
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .toSorted();
}

/**
 * A mapping file, or one that comes with the program by its name. Throws a Problem, `mapping_invalid`, that names the
 * line or the place in the file.
 */
export async function readMapping(path: string): Promise<Mapping> {
  const text = await textOf(path);
  const file = basename(path);
  const document = parseDocument(text, { schema: 'core', uniqueKeys: true });
  const [error] = document.errors;
  if (error) {
    const line = error.linePos?.[0].line;
    throw invalid(
      `${file}${line === undefined ? '' : `, line ${String(line)}`}: ${firstLine(error.message)}`,
    );
  }
  const parsed = Mapping.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.map(String).join('.') ?? '';
  throw invalid(`${file}${place === '' ? '' : `, at ${place}`}: ${issue?.message ?? 'it is not a mapping'}`);
}

async function textOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  const name = basename(path);
  if (found === null && NAME.test(name) && (await readyMappings()).includes(name)) {
    return readFile(new URL(`${name}.yaml`, READY), 'utf8');
  }
  if (found?.isFile() !== true) {
    const known = (await readyMappings()).join(', ');
    throw invalid(`There is no mapping at ${path}; give a YAML file, or the name of a ready one (${known})`);
  }
  if (found.size > LIMITS.mapping_bytes_max) throw invalid(`${name} is too large for a mapping`);
  return readFile(path, 'utf8');
}

function firstLine(message: string): string {
  return message.split('\n')[0]?.replace(/:$/, '') ?? message;
}

function invalid(what: string): Problem {
  return new Problem(
    'mapping_invalid',
    `${what.replace(/[.;\s]+$/, '')}; docs/sources.md describes mappings.`,
  );
}
