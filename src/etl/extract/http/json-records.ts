import { isLosslessNumber, stringify } from 'lossless-json';

/** A record as text: fields of objects inside by `outer.inner`, lists as the JSON that they are. */
export type TextRecord = ReadonlyMap<string, string | null>;

const DEPTH_MAX = 4;

export function textRecord(value: unknown): TextRecord {
  const record = new Map<string, string | null>();
  addFields(record, '', value, 0);
  return record;
}

/** What stands at `a.b.c` of a value; undefined where nothing does. */
export function at(value: unknown, path: string): unknown {
  return path === '' ? value : path.split('.').reduce<unknown>(fieldOf, value);
}

/** A value as text; null where it is none or has parts. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (isLosslessNumber(value)) return value.toString();
  return typeof value === 'boolean' || typeof value === 'number' ? String(value) : null;
}

function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function addFields(record: Map<string, string | null>, name: string, value: unknown, depth: number): void {
  if (isObject(value) && depth < DEPTH_MAX) {
    for (const [field, inner] of Object.entries(value)) {
      addFields(record, name === '' ? field : `${name}.${field}`, inner, depth + 1);
    }
  } else if (name !== '')
    record.set(
      name,
      value === null || value === undefined ? null : (textOf(value) ?? stringify(value) ?? null),
    );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value);
}
