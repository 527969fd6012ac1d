import type { Watch } from '../../vocabulary/saved-question.ts';
import { type AlertWords, afterOpening } from './alert-words.ts';

type Delivery = Extract<Watch, { kind: 'delivery' }>;

/** A custodian that somebody may name. */
export interface NamedCustodian {
  readonly id: string;
  readonly name: string;
}

const NOT = String.raw`(?:has|have|had|did|does|do|is|are)(?:\s+not|n['’]?t)`;
const CAME = String.raw`(?:deliver(?:ed)?|sen[dt]|report(?:ed)?|arrived?|come(?:\s+in)?|in|there)`;
const WHAT = String.raw`(?:\s+(?:(?:its|their|the|any|new)\s+)*(?:data|files?|statements?|bookings?|delivery|deliveries))?`;
const BY = String.raw`\s+(?:by|before|until|at)\s+(?<time>.+)$`;
const WAYS = [
  new RegExp(String.raw`^(?<who>.+?)\s+${NOT}\s+(?:yet\s+)?${CAME}${WHAT}(?:\s+yet)?${BY}`, 'i'),
  new RegExp(String.raw`^(?<who>.+?)\s+(?:is|are)\s+(?:still\s+)?(?:late|missing|overdue)${BY}`, 'i'),
  new RegExp(
    String.raw`^(?:there\s+(?:is|are)\s+)?no(?:thing|${WHAT})\s+(?:(?:has|have)\s+(?:come|arrived)\s+)?(?:from|of)\s+(?<who>.+?)${BY}`,
    'i',
  ),
];
const OF_SOMEBODY =
  /^(?:the\s+)?(?:data|files?|statements?|bookings?|deliver(?:y|ies))\s+(?:of|from)\s+(.+)$/i;
const ANY = /^(?:an?y?|one(?:\s+of)?|some|each|every|all)?\s*(?:of\s+)?(?:the\s+|my\s+|our\s+)*custodians?$/i;
const TIME =
  /^(\d{1,2})(?:[:.](\d{2}))?\s*(a\.?m\.?|p\.?m\.?|o['’]?clock)?(?:\s+in the (morning|afternoon|evening))?$/i;

/** What went wrong with words that are those of an alert of a delivery. */
export type Unread = 'no_time' | 'no_custodian';

/**
 * 'Tell me when a custodian has not delivered by 7', read; null where the words speak of no delivery. `custodians`: of
 * the accounts that the person may see.
 */
export function readDelivery(
  text: string,
  custodians: readonly NamedCustodian[],
): AlertWords<Delivery> | Unread | null {
  const words = afterOpening(text);
  const found =
    words === null ? undefined : WAYS.map((way) => way.exec(words)).find((match) => match !== null);
  const { who, time } = found?.groups ?? {};
  if (who === undefined || time === undefined) return null;
  const by = timeOf(time);
  if (by === null) return 'no_time';
  const name = OF_SOMEBODY.exec(who)?.[1] ?? who;
  if (ANY.test(name)) {
    return {
      question: 'What is the last booking of each custodian?',
      watch: { kind: 'delivery', custodian: null, by },
    };
  }
  const custodian = custodianNamed(name, custodians);
  if (custodian === null) return 'no_custodian';
  return {
    question: `What is the last booking at ${custodian.name}?`,
    watch: { kind: 'delivery', custodian: custodian.id, by },
  };
}

/** `07:00` of '7', '7:30', '6 pm' or 'noon'; null where it is no time of day. */
function timeOf(text: string): string | null {
  const plain = text.trim().toLowerCase();
  if (plain === 'noon') return '12:00';
  const match = TIME.exec(plain);
  if (!match) return null;
  const half =
    match[3]?.replaceAll('.', '') ?? (match[4] === undefined ? '' : match[4] === 'morning' ? 'am' : 'pm');
  const hour = Number(match[1]);
  const minute = Number(match[2] ?? 0);
  const isTwelve = half === 'am' || half === 'pm';
  if (minute > 59 || hour > (isTwelve ? 12 : 23) || (isTwelve && hour === 0)) return null;
  const hours = isTwelve ? (hour % 12) + (half === 'pm' ? 12 : 0) : hour;
  return `${String(hours).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** By id, by name, or by a part of the name that no other has. */
function custodianNamed(text: string, custodians: readonly NamedCustodian[]): NamedCustodian | null {
  const wanted = text
    .trim()
    .toLowerCase()
    .replace(/^(?:the|custodian)\s+/, '');
  const exact = custodians.find(({ id, name }) => [id, name].some((each) => each.toLowerCase() === wanted));
  if (exact) return exact;
  const parts = custodians.filter(({ name }) => ` ${name.toLowerCase()} `.includes(` ${wanted} `));
  return parts.length === 1 ? (parts[0] ?? null) : null;
}
