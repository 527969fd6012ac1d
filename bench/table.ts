import type { Measured } from './measured.ts';

/** What was measured, a line each, with the limit that it was held against. */
export function table(rows: readonly Measured[]): string {
  const width = Math.max(...rows.map(({ what }) => what.length));
  return rows
    .map(({ what, value, unit, limit }) => {
      const verdict =
        limit === null ? '' : `   at most ${limit.toFixed(2)}: ${value <= limit ? 'kept' : 'MISSED'}`;
      return `${what.padEnd(width)}  ${value.toFixed(2).padStart(9)} ${unit.padEnd(5)}${verdict}`.trimEnd();
    })
    .join('\n');
}
