/** How a CSV file is written, as far as its beginning shows. */
export interface CsvDialect {
  readonly delimiter: string;
  readonly quote: string | null;
  /** What stands before a quote inside a quoted field, where that is not another quote. */
  readonly escape: string | null;
  /** Lines before the header row. */
  readonly skip: number;
}

const DELIMITERS = [',', ';', '\t', '|'] as const;
const QUOTES = ['"', "'"] as const;
const LINES_LOOKED_AT = 200;

/**
 * Finds what parts the fields, what quotes them, and where the header row stands: the first line that has as many
 * fields as most lines behind it, all of them names.
 */
export function sniffDialect(text: string): CsvDialect {
  const lines = text.split(/\r\n|\n|\r/).slice(0, LINES_LOOKED_AT);
  const quote = QUOTES.find((mark) => isQuote(lines, mark)) ?? null;
  const escape = quote !== null && lines.some((line) => line.includes(`\\${quote}`)) ? '\\' : null;
  let best: { readonly delimiter: string; readonly fields: number; readonly score: number } | null = null;
  for (const delimiter of DELIMITERS) {
    const counts = lines
      .filter((line) => line.trim() !== '')
      .map((line) => fieldsOf(line, delimiter, quote, escape).length);
    const fields = mostFrequent(counts.filter((count) => count > 1));
    if (fields === null) continue;
    const score = counts.filter((count) => count === fields).length * Math.sqrt(fields);
    if (best === null || score > best.score) best = { delimiter, fields, score };
  }
  if (best === null) return { delimiter: ',', quote, escape, skip: firstFilled(lines) };
  const { delimiter, fields } = best;
  const skip = lines.findIndex((line) => isHeader(fieldsOf(line, delimiter, quote, escape), fields));
  return { delimiter, quote, escape, skip: skip < 0 ? firstFilled(lines) : skip };
}

function firstFilled(lines: readonly string[]): number {
  return Math.max(
    0,
    lines.findIndex((line) => line.trim() !== ''),
  );
}

/** A quote opens a field: at the beginning of a line or behind a delimiter. */
function isQuote(lines: readonly string[], mark: string): boolean {
  const opens = new RegExp(String.raw`(^|[,;\t|]) ?${mark}[^${mark}]*${mark} ?($|[,;\t|])`);
  return lines.some((line) => opens.test(line));
}

/** The fields of a line; one that goes over several lines counts as what stands on the first. */
export function fieldsOf(
  line: string,
  delimiter: string,
  quote: string | null,
  escape: string | null,
): readonly string[] {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? '';
    if (quoted && escape !== null && char === escape) {
      field += line[at + 1] ?? '';
      at += 1;
    } else if (quoted && char === quote) {
      if (line[at + 1] === quote) {
        field += char;
        at += 1;
      } else quoted = false;
    } else if (!quoted && char === quote && field.trim() === '') quoted = true;
    else if (!quoted && char === delimiter) {
      fields.push(field);
      field = '';
    } else field += char;
  }
  return [...fields, field];
}

function isHeader(fields: readonly string[], width: number): boolean {
  // A delimiter at the end of the header row gives it a field more.
  const told = fields.at(-1)?.trim() === '' ? fields.slice(0, -1) : fields;
  if (told.length !== width && fields.length !== width) return false;
  const names = told.map((field) => field.trim());
  if (new Set(names).size !== names.length) return false;
  const words = names.filter((name) => /\p{L}/u.test(name) && !/^\d{1,4}[-./]\d/.test(name));
  return words.length >= Math.max(1, names.length * 0.7);
}

function mostFrequent(counts: readonly number[]): number | null {
  const often = new Map<number, number>();
  for (const count of counts) often.set(count, (often.get(count) ?? 0) + 1);
  return [...often].toSorted(([, left], [, right]) => right - left)[0]?.[0] ?? null;
}
