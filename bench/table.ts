import type { Measured } from './measured.ts';

/** What was measured, a line each, with the limit that it was held against. */
export function table(rows: readonly Measured[]): string {
  const width = Math.max(...rows.map(({ what }) => what.length));
  return rows
    .map((row) => {
      const figure = `${row.what.padEnd(width)}  ${row.value.toFixed(2).padStart(9)} ${row.unit.padEnd(5)}`;
      return `${figure}${verdictOn(row)}`.trimEnd();
    })
    .join('\n');
}

function verdictOn({ value, limit, least }: Measured): string {
  if (least !== undefined) return `   at least ${least.toFixed(2)}: ${value >= least ? 'kept' : 'MISSED'}`;
  return limit === null ? '' : `   at most ${limit.toFixed(2)}: ${value <= limit ? 'kept' : 'MISSED'}`;
}
