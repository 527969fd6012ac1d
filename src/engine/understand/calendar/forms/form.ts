import type { Day } from '../../../../vocabulary/day.ts';
import type { Token } from '../../tokens.ts';
import type { PeriodRead } from '../period.ts';
import type { Span } from '../spans/span.ts';
import type { YearStarts } from '../year-starts.ts';
import { dayLabel } from '../words.ts';

export interface One {
  readonly period: PeriodRead;
  readonly length: number;
  readonly span: Span | null;
}

export type Form = (tokens: readonly Token[], at: number, today: Day, starts: YearStarts) => readonly One[];

export function fromSpan(span: Span, kind: PeriodRead['kind']): PeriodRead {
  const other: PeriodRead | null =
    span.other === null
      ? null
      : { kind, from: span.other, to: span.other, label: dayLabel(span.other), unit: 'day', other: null };
  return {
    kind,
    from: kind === 'asof' ? null : span.from,
    to: span.to,
    label: span.label,
    unit: span.unit,
    other,
    ...(span.inYear ? { yearless: true } : {}),
    ...(span.now ? { now: true } : {}),
  };
}

export function skipWords(tokens: readonly Token[], at: number, words: readonly string[]): number {
  let index = at;
  while (words.includes(tokens[index]?.norm ?? '')) index += 1;
  return index;
}
