import { canGroup, DIMENSIONS, METRICS } from '../../model/index.ts';
import type { Day } from '../../vocabulary/day.ts';
import type { OfferedVocabulary } from '../../vocabulary/offer.ts';
import type { Period } from '../../vocabulary/period.ts';
import type { Dimension } from '../../vocabulary/plan.ts';
import type { Catalog } from '../catalog.ts';
import { readPeriods } from '../understand/calendar/periods.ts';
import { valueWords } from '../understand/lexicon/values.ts';
import { tokenize } from '../understand/tokens.ts';

/** Stretches of time that people ask about most, as they would say them. */
export const PERIOD_PHRASES: readonly string[] = [
  'this month',
  'last month',
  'this quarter',
  'last quarter',
  'this year',
  'last year',
  'past 3 months',
  'past 12 months',
  'past 3 years',
  'since inception',
];

/** What the parts of a question can be exchanged for: the model's figures and groups, this firm's values, usual periods. */
export function vocabularyOf(catalog: Catalog, today: Day): OfferedVocabulary {
  const values = Map.groupBy(valueWords(catalog), ({ dimension }) => dimension);
  return {
    metrics: [...METRICS.values()].map((metric) => ({
      name: metric.name,
      label: metric.label,
      description: metric.description,
      groups: [...DIMENSIONS.keys()].filter((dimension) => canGroup(metric, [dimension])),
    })),
    dimensions: [...DIMENSIONS.values()].map(({ name, label, kind }) => ({
      name,
      label,
      kind,
      values: valuesOf(name, values, catalog),
    })),
    periods: [
      asOfNow(catalog.version.asOf),
      ...PERIOD_PHRASES.flatMap((phrase) => periodSaid(phrase, today)),
    ],
  };
}

function asOfNow(asOf: Day): Period {
  return { from: null, to: asOf, label: asOf, pointInTime: true };
}

/** The period that the phrase says, called by the phrase; none where the calendar does not read it as one. */
function periodSaid(phrase: string, today: Day): readonly Period[] {
  const tokens = tokenize(phrase);
  const read = readPeriods(tokens, 0, today).find(({ length }) => length === tokens.length);
  const [period] = read?.periods ?? [];
  return period ? [{ from: period.from, to: period.to, label: phrase, pointInTime: false }] : [];
}

/** The values that the data have of an attribute; none of entities, whose names only their own readers may see. */
function valuesOf(
  dimension: Dimension,
  known: ReadonlyMap<string, readonly { readonly values: readonly string[] }[]>,
  catalog: Catalog,
): readonly string[] {
  const held = HELD[dimension]?.(catalog) ?? (known.get(dimension) ?? []).flatMap(({ values }) => values);
  return [...new Set(held.filter((value) => value !== null && value !== ''))]
    .filter((value) => value !== null)
    .toSorted();
}

type Held = (catalog: Catalog) => readonly (string | null)[];
const ofSecurities =
  (column: 'assetClass' | 'sector' | 'country' | 'currency'): Held =>
  ({ securities }) =>
    [...securities.values()].map((security) => security[column]);
const ofAccounts =
  (column: 'type' | 'currency' | 'costMethod'): Held =>
  ({ accounts }) =>
    [...accounts.values()].map((account) => account[column]);

const HELD: Readonly<Partial<Record<Dimension, Held>>> = {
  asset_class: ofSecurities('assetClass'),
  sector: ofSecurities('sector'),
  country: ofSecurities('country'),
  currency: ofSecurities('currency'),
  account_type: ofAccounts('type'),
  account_currency: ofAccounts('currency'),
  cost_method: ofAccounts('costMethod'),
};
