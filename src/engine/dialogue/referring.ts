import type { Context, InFilter } from './context.ts';

/** A word that stands for something said before, and what it stands for. */
export interface Reference {
  /** The words as said. */
  readonly said: string;
  readonly filters: readonly InFilter[];
  /** The question with the words taken out, or with 'it' in their place. */
  readonly text: string;
  /** It stands for a row of the last answer. */
  readonly isRow: boolean;
}

const PEOPLE: ReadonlySet<string> = new Set(['client', 'advisor']);
const NOUNS: Readonly<Record<string, readonly string[]>> = {
  account: ['account'],
  portfolio: ['portfolio'],
  mandate: ['portfolio'],
  client: ['client'],
  family: ['client'],
  household: ['client'],
  customer: ['client'],
  person: ['client', 'advisor'],
  advisor: ['advisor'],
  adviser: ['advisor'],
  custodian: ['custodian'],
  bank: ['custodian'],
  broker: ['custodian'],
  security: ['security'],
  stock: ['security'],
  share: ['security'],
  bond: ['security'],
  fund: ['security', 'portfolio', 'client'],
  company: ['security'],
  position: ['security'],
  holding: ['security'],
  sector: ['sector'],
  country: ['country'],
  currency: ['currency'],
};

const NOUN = `(${Object.keys(NOUNS).join('|')})(?:s|ies)?`;
const ORDINALS: Readonly<Record<string, number>> = {
  first: 1,
  '1st': 1,
  second: 2,
  '2nd': 2,
  third: 3,
  '3rd': 3,
  fourth: 4,
  '4th': 4,
  fifth: 5,
  '5th': 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
  last: -1,
  top: 1,
  bottom: -1,
};
const PLACE = new RegExp(
  String.raw`\b(?:the |that )?(${Object.keys(ORDINALS).join('|')})(?:\s+(one|of (?:them|those|these)|${NOUN}))(?:['’]s)?(?=\W|$)|\b(?:number|no\.?|#)\s*(\d{1,2})\b(?!\s*(?:shares|accounts))`,
  'i',
);
const BARE_PLACE = new RegExp(String.raw`^(?:the )?(${Object.keys(ORDINALS).join('|')})\s*[?.!]*$`, 'i');

/** 'The second one', 'number 3', where the last answer is a list of things; null where nothing is meant like that. */
export function placeIn(text: string, context: Context): Reference | null {
  if (context.rows.length === 0) return null;
  const match = PLACE.exec(text) ?? BARE_PLACE.exec(text);
  if (!match) return null;
  const word = match[1]?.toLowerCase();
  const place = word === undefined ? Number(match[4]) : (ORDINALS[word] ?? 0);
  const noun = match[3]?.toLowerCase();
  const row = context.rows.at(place < 0 ? place : place - 1);
  if (!row || place === 0 || (noun !== undefined && !(NOUNS[noun] ?? []).includes(row.dimension)))
    return null;
  const possessive = /['’]s$/.test(match[0]);
  const rest = `${text.slice(0, match.index)}${possessive ? 'its' : 'it'}${text.slice(match.index + match[0].length)}`;
  return { said: match[0], filters: [row], text: rest, isRow: true };
}

const OF_NOUN = new RegExp(
  String.raw`\b(?:that|this|the same|those|these|said)\s+${NOUN}(?:['’]s?)?(?=\W|$)`,
  'i',
);
const PERSONAL = /\b(?:he|she|him|her|his|hers)\b/i;
const PLURAL = /\b(?:they|them|their|theirs|those|these|each of (?:them|those))\b/i;
/** 'Which of them': of nothing else than what was told before. */
const SOME_OF = /\b(?:which|who|how many|any|some|none|one|most) of (?:them|those|these)\b/i;
const NEUTER =
  /\b(?:it|its|this one|that one|there)\b|(?<=\b(?:did|does|has|is|was|had)\s)(?:that|this)(?=\s+(?:ever )?(?:make|made|earn|earned|cost|do|done|pay|paid|bought|gain|gained|lose|lost|return|yield|sold|opened)\b)/i;
/** 'Interest on it', where nothing was named that there could be any on. */
const OF_SOMETHING = /\b(?:on|from|by|with) (?:it|that|this)\s*[?.!]*$/i;
/** In these 'it' and 'there' stand for nothing. */
const EMPTY =
  /\b(?:is|are|was|were|has|have) there\b|\bthere (?:is|are|was|were|has|have)\b|\bis it (?:true|possible)\b|\bthem? all\b/i;

/** Why a word that means somebody named before cannot be understood; or what it stands for; null where none is used. */
export type Referred =
  | Reference
  | {
      readonly unknown: string;
      /** It stands for something of a list, whoever asks. */
      readonly isOfList?: true;
    }
  | null;

/** What 'it', 'that account', 'her' or 'they' stand for. `unknown`: somebody is meant, and nobody was named. */
export function referredTo(
  text: string,
  context: Pick<Context, 'spokenOf' | 'together' | 'isList'>,
): Referred {
  const { spokenOf, together } = context;
  const noun = OF_NOUN.exec(text);
  if (noun) {
    const kinds = NOUNS[noun[1]?.toLowerCase() ?? ''] ?? [];
    const filters = spokenOf.filter(({ dimension }) => kinds.includes(dimension));
    const isOne =
      /\b(?:that|this)\s/i.test(noun[0]) && !/s\b(?!['’])/i.test(noun[0].replace(/^(?:this)\b/i, ''));
    if (isOne && filters.length > 0 && filters.every(({ values }) => values.length > 1))
      return { unknown: noun[0].toLowerCase(), isOfList: true };
    return filters.length > 0 ? { said: noun[0], filters, text, isRow: false } : null;
  }
  const personal = PERSONAL.exec(text);
  if (personal) {
    const filters = spokenOf.filter(({ dimension }) => PEOPLE.has(dimension));
    return filters.length > 0
      ? { said: personal[0], filters, text, isRow: false }
      : { unknown: personal[0].toLowerCase() };
  }
  const plural = PLURAL.exec(text);
  if (plural && together.length === 0 && SOME_OF.test(text)) return { unknown: plural[0].toLowerCase() };
  if (plural && together.length > 0) return { said: plural[0], filters: together, text, isRow: false };
  if (plural) return context.isList ? { unknown: plural[0].toLowerCase(), isOfList: true } : null;
  const other = EMPTY.test(text) ? null : NEUTER.exec(text);
  if (spokenOf.length === 0 && OF_SOMETHING.test(text))
    return { unknown: (other?.[0] ?? 'that').toLowerCase(), isOfList: true };
  if (other && context.isList && !spokenOf.some(({ dimension }) => dimension === 'security'))
    return { unknown: other[0].toLowerCase(), isOfList: true };
  if (!other || spokenOf.length === 0) return null;
  return { said: other[0], filters: spokenOf, text, isRow: false };
}
