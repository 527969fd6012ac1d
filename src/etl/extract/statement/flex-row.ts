import { isinOf } from './security-identifiers.ts';
import type { XmlElement } from './xml-tree.ts';

/** The value of an attribute; null where it is absent, empty or `--`. */
export function attribute(row: XmlElement, name: string): string | null {
  const text = row.attributes[name]?.trim() ?? '';
  return text === '' || text === '--' ? null : text;
}

/** `20130401`, `2013-03-05, 19:45:00` or `20180312;202000` as the day; anything else stays as it is written. */
export function dayOf(text: string | null): string | null {
  const match = text === null ? null : /^(\d{4})-?(\d{2})-?(\d{2})(?!\d)/.exec(text);
  return match ? `${match[1] ?? ''}-${match[2] ?? ''}-${match[3] ?? ''}` : text;
}

/** ISIN, the broker's contract number or symbol, the first that a row has. */
export function securityKey(row: XmlElement): string | null {
  return (
    isinOf(attribute(row, 'isin')) ??
    isinOf(attribute(row, 'securityID')) ??
    attribute(row, 'conid') ??
    attribute(row, 'symbol')
  );
}
