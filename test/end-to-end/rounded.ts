/** What a figure is compared by from engine to engine: doubles differ in their last digits. */
export function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, cell: unknown) =>
      typeof cell === 'number' ? Number(cell.toPrecision(9)) : cell,
    ) ?? 'null',
  );
}
