import type { SourceTableName } from '../../../../model/source-tables.ts';
import { literal, quote } from '../input-tables.ts';
import type { ColumnProfile } from './profile-column.ts';
import type { RecognisedTable } from './recognise-table.ts';
import { SURE_ENOUGH } from './recognise-roles.ts';
import type { Role } from './column-words.ts';

/** How a column of a canonical table is made, as a mapping writes it. */
export type DraftRule =
  | string
  | { readonly constant: string }
  | { readonly value: string; readonly map: Readonly<Record<string, string>>; readonly otherwise?: string };

export interface DraftPart {
  readonly from?: string;
  readonly where?: string;
  readonly once?: true;
  readonly columns: Readonly<Record<string, DraftRule>>;
}

export interface DraftRows {
  readonly rows: readonly Readonly<Record<string, string>>[];
}

/** A part of a proposed mapping, with what a person should look at. */
export interface Drafted {
  readonly table: SourceTableName;
  readonly part: DraftPart | DraftRows;
  /** By the column that it concerns; `''`: the whole part. */
  readonly doubts: ReadonlyMap<string, string>;
  /** The input that it reads; null where it reads none. */
  readonly input: string | null;
}

/** Gathers a part's columns with their doubts. */
export class PartDraft {
  readonly #columns: Record<string, DraftRule> = {};
  readonly #doubts = new Map<string, string>();
  readonly #of: RecognisedTable;

  constructor(of: RecognisedTable) {
    this.#of = of;
  }

  /** The column of a role; null where the table has none. */
  role(role: Role): ColumnProfile | null {
    return this.#of.roles.get(role)?.column ?? null;
  }

  set(column: string, rule: DraftRule | null, doubt?: string | null): void {
    if (rule === null) return;
    this.#columns[column] = rule;
    if (doubt !== undefined && doubt !== null) this.doubt(column, doubt);
  }

  /** A column as a role has it; doubtful where neither name nor values say it clearly. */
  setFrom(column: string, role: Role, rule: DraftRule | null): void {
    const found = this.#of.roles.get(role);
    if (found === undefined || rule === null) return;
    const doubt =
      found.sure < SURE_ENOUGH ? `is ${found.column.name} the ${column.replaceAll('_', ' ')}?` : null;
    this.set(column, rule, doubt);
  }

  doubt(column: string, why: string): void {
    const before = this.#doubts.get(column);
    this.#doubts.set(column, before === undefined ? why : `${before}; ${why}`);
  }

  drafted(table: SourceTableName, more: Pick<DraftPart, 'where' | 'once'>, inputs: number): Drafted {
    const from = inputs > 1 ? { from: this.#of.input } : {};
    const part = { ...from, ...more, columns: this.#columns };
    return { table, part, doubts: this.#doubts, input: this.#of.input };
  }
}

export function cell(column: ColumnProfile): string {
  return quote(column.name);
}

export function numberOf(column: ColumnProfile): string {
  return `num(${cell(column)})`;
}

/** A day as ISO 8601, and what is doubtful in the form that was found. */
export function dayOf(column: ColumnProfile): { readonly sql: string; readonly doubt: string | null } {
  const { days } = column;
  if (days === null) return { sql: cell(column), doubt: `${column.name} has no days that can be read` };
  const { format } = days.form;
  const rival = days.rival === null ? null : `the days fit ${days.rival.format ?? 'ISO 8601'} as well`;
  if (format === null) return { sql: `trim(${cell(column)})[1:10]`, doubt: rival };
  const text =
    days.timed && !format.includes(' ') ? `split_part(trim(${cell(column)}), ' ', 1)` : cell(column);
  return { sql: `day(${text}, ${literal(format)})`, doubt: rival };
}

export function listed(values: Iterable<string>): string {
  return [...values].map((value) => literal(value)).join(', ');
}
