import { monthOf } from '../calendar/words.ts';
import type { Noun } from '../lexicon/things.ts';
import type { Token } from '../tokens.ts';
import type { InFilter, Item, Thing } from './items.ts';
import { isShouted, item, saidFrom } from './lattice-parts.ts';

/** 'What am I down on' asks for holdings; 'am I down on Apple' for a gain. */
function asksOn(tokens: readonly Token[], at: number, length: number): boolean {
  return (
    tokens[at + length]?.norm === 'on' &&
    ['what', 'which', 'stocks', 'positions', 'holdings'].includes(tokens[at - 1]?.norm ?? '')
  );
}

export function nounItems(noun: Noun, tokens: readonly Token[], at: number): readonly Item[] {
  const length = noun.words.length;
  const said = saidFrom(tokens, at, length);
  if (/^(?:am|are) (?:i|we) (?:up|down|ahead)$/.test(said) && asksOn(tokens, at, length)) return [];
  // 'Payments in 2015' were made in that time; they are not what was paid in.
  if (
    /^(?:payments?|pay anything|paid anything|pay something|paid something) in$/.test(said) &&
    isDated(tokens[at + length])
  )
    return [];
  // 'The family money' is kept for the family; no client is asked about.
  if (said === 'family' && KEPT.has(tokens[at + 1]?.norm ?? '')) return [];
  // 'Did I get paid anything in March': what was received, and nothing that was paid in.
  if (/^paid (?:\w+ )?in$/.test(said) && RECEIVING.has(tokens[at - 1]?.norm ?? '')) return [];
  // 'Financial year' is no sector.
  if (said === 'financial' && tokens[at + 1]?.stem === 'year') return [];
  if (SHORT_FORMS.has(said) && !isShortForm(tokens, at)) return [];
  const last = tokens[at + length - 1];
  // A 'client list' is of clients, and activity is made of bookings.
  const plural =
    last !== undefined &&
    (last.norm !== last.stem || tokens[at + length]?.norm === 'list' || /\bactivity$/.test(said));
  const { metrics, weak, dimension, rows } = noun;
  if (isPronoun(tokens, at)) return [];
  if (dimension !== null && GRAINS.has(dimension) && RELATIVE.has(tokens[at - 1]?.norm ?? '')) return [];
  const [filter, ...others] = noun.filters;
  if (said === 'share') return [item(at, 1, 0.9, { cat: 'thing', thing: shareOf(tokens, at) })];
  const score = length * (weak && !dimension && !rows && !filter ? 0.85 : 1) + 0.5 * (length - 1);
  const thing: Thing = {
    metrics,
    weak,
    dimension,
    rows,
    filter: filter ?? null,
    plural,
    said,
    at: { start: tokens[at]?.start ?? 0, end: last?.end ?? 0 },
  };
  const only = (each: InFilter): Thing => ({
    ...thing,
    metrics: [],
    dimension: null,
    rows: null,
    filter: each,
  });
  return [
    item(at, length, score, { cat: 'thing', thing }),
    ...others.map((each) => {
      // 'Real estate' is a class of assets before it is a sector.
      const isSector = filter?.dimension === 'asset_class' && each.dimension === 'sector';
      return item(at, length, score - (isSector ? 0.5 : 0.05), { cat: 'thing', thing: only(each) });
    }),
    ...(isEquities(said, tokens, at)
      ? [item(at, 1, score - 0.05, { cat: 'thing', thing: only(EQUITY) })]
      : []),
  ];
}

/** Abbreviations that are everyday words in small letters. */
const SHORT_FORMS: ReadonlySet<string> = new Set(['it']);

/** 'In IT', in capitals. */
function isShortForm(tokens: readonly Token[], at: number): boolean {
  return tokens[at]?.upper === true && tokens[at - 1]?.norm === 'in' && !isShouted(tokens);
}

/** Behind these 'us' is who was paid, charged or told, and no country. */
const TO_US: ReadonlySet<string> = new Set(
  (
    'paid pay pays paying charged charge charges charging cost costs costing gave give gives given gave show shows tell tells told ' +
    'made make makes making earned earn earns brought bring brings got get gets sent send sends owe owes owed let lost lose ' +
    'left leave help helped for to by with from of than between among both'
  ).split(' '),
);
/** Before these it is one. */
const OF_US: ReadonlySet<string> = new Set(
  (
    'stock share equity bond fund etf holding position security asset market company treasury dollar exposure investment index ' +
    'based domiciled listed only and or vs versus sector technology tech'
  ).split(' '),
);

/** 'Us' in 'what did it pay us': the people who ask, not the United States. */
export function isPronoun(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token?.norm !== 'us') return false;
  if (token.upper && !isShouted(tokens)) return false;
  return TO_US.has(tokens[at - 1]?.norm ?? '') && !OF_US.has(tokens[at + 1]?.stem ?? '');
}

const KEPT: ReadonlySet<string> = new Set(['money', 'portfolio', 'account', 'fund', 'savings']);

function isDated(token: Token | undefined): boolean {
  return token?.kind === 'number' || token?.kind === 'date' || monthOf(token?.norm ?? '') !== null;
}

/** In front of 'paid' these say that it was received. */
const RECEIVING: ReadonlySet<string> = new Set(['get', 'got', 'getting', 'gets']);

const EQUITY: InFilter = { kind: 'in', dimension: 'asset_class', values: ['Equity'], negated: false };

/** 'Shares, bonds and cash': shares are a class of assets where they are not counted. */
function isEquities(said: string, tokens: readonly Token[], at: number): boolean {
  const isCounted = ['many', 'of'].includes(tokens[at - 1]?.norm ?? '') || tokens[at + 1]?.norm === 'of';
  return said === 'shares' && !isCounted;
}

const GRAINS: ReadonlySet<string> = new Set(['day', 'week', 'month', 'quarter', 'year']);
const RELATIVE: ReadonlySet<string> = new Set([
  'this',
  'last',
  'previous',
  'past',
  'current',
  'next',
  'prior',
  'coming',
]);

/** 'share' in the singular is a part of the whole; 'shares' are units held. */
function shareOf(tokens: readonly Token[], at: number): Thing {
  const token = tokens[at];
  return {
    metrics: ['weight'],
    weak: false,
    dimension: null,
    rows: null,
    filter: null,
    plural: false,
    said: 'share',
    at: token ? { start: token.start, end: token.end } : null,
  };
}
