import type { Catalog } from '../../catalog.ts';
import type { AttributeDimension } from '../../../vocabulary/plan.ts';
import { CURRENCIES } from '../../../vocabulary/currency.ts';
import { plainWord } from '../word-forms.ts';
import { COUNTRY_WORDS, REGION_WORDS } from './countries.ts';

/** What people call a value of an attribute. */
export interface ValueWords {
  readonly dimension: AttributeDimension;
  readonly values: readonly string[];
  readonly words: readonly string[];
}

const ASSET_CLASS_WORDS: readonly (readonly [string, string])[] = [
  ['Equity', 'equity,equities,stock,stocks,equity position,aktie,aktien,common stock'],
  ['Fixed Income', 'fixed income,bond,bonds,debt,fixed-income,anleihe,anleihen'],
  ['Fund', 'fund,funds,mutual fund,mutual funds,etf,etfs,fonds'],
  ['Cash', 'cash'],
  ['Real Estate', 'real estate,property,reit,reits,immobilien'],
  ['Commodity', 'commodity,commodities,raw material'],
  ['Alternative', 'alternative,alternatives,alternative investment,alternative investments,alts'],
  ['Other', 'other assets'],
];

const ACCOUNT_TYPE_WORDS: readonly (readonly [string, string])[] = [
  ['taxable', 'taxable,taxable account,individual account'],
  ['ira', 'ira,iras,traditional ira,individual retirement account'],
  ['roth', 'roth,roths,roth ira'],
  ['trust', 'trust,trusts,trust account'],
  ['joint', 'joint,joint account'],
  ['pension', 'pension,pensions,pension account,pension plan,401k,401(k),sipp'],
];

const TERM_WORDS: readonly (readonly [string, string])[] = [
  ['long', 'long-term,long term,longterm'],
  ['short', 'short-term,short term,shortterm'],
];

/** Sectors of the usual schemes, by what people say; each stands for the data's value that carries one of the names. */
const SECTOR_WORDS: readonly (readonly [string, string])[] = [
  [
    'information technology,technology,it',
    'technology,tech,information technology,it sector,it,software,technologie',
  ],
  ['health care,healthcare', 'health care,healthcare,health,medical,pharma,pharmaceutical'],
  [
    'financials,financial services,finance,financial,banks',
    'financial,financials,finance,financial services,banking',
  ],
  ['consumer discretionary,consumer cyclical', 'consumer discretionary,consumer cyclical,discretionary'],
  ['consumer staples,consumer defensive', 'consumer staples,staples,consumer staple,consumer defensive'],
  [
    'communication services,telecommunication services,communications,telecommunications,telecom',
    'communication services,communications,communication,telecom,telecommunication,telecommunications,media',
  ],
  ['energy,oil & gas', 'energy,oil and gas,energie'],
  ['industrials,industrial', 'industrial,industrials'],
  ['materials,basic materials', 'material,materials,basic material'],
  ['utilities', 'utility,utilities'],
  ['real estate', 'real estate'],
];

const CURRENCY_WORDS: readonly (readonly [string, string])[] = [
  ['USD', 'us dollar,dollar,usd,us-dollar,buck,american dollar'],
  ['EUR', 'euro,eur'],
  ['GBP', 'pound,pound sterling,sterling,british pound,gbp,quid'],
  ['CHF', 'swiss franc,franc,chf,franken'],
  ['JPY', 'yen,japanese yen,jpy'],
  ['CAD', 'canadian dollar,cad,loonie'],
  ['AUD', 'australian dollar,aud'],
  ['NZD', 'new zealand dollar'],
  ['SEK', 'swedish krona,sek'],
  ['NOK', 'norwegian krone,nok'],
  ['DKK', 'danish krone,dkk'],
  ['CNY', 'yuan,renminbi,cny'],
  ['HKD', 'hong kong dollar,hkd'],
  ['SGD', 'singapore dollar,sgd'],
  ['INR', 'rupee,inr'],
  ['BRL', 'brl,brazilian real'],
  ['MXN', 'mexican peso,mxn'],
  ['ZAR', 'rand,zar'],
  ['PLN', 'zloty,pln'],
];

/** Words of values that are the same at every firm. */
const STANDING: readonly ValueWords[] = [
  ...listed('asset_class', ASSET_CLASS_WORDS),
  ...listed('account_type', ACCOUNT_TYPE_WORDS),
  {
    dimension: 'account_type',
    values: ['ira', 'roth', 'pension'],
    words: [
      'retirement account',
      'retirement plan',
      'retirement saving account',
      'tax-advantaged account',
      'tax-sheltered account',
      'tax-favoured account',
      'tax-favored account',
    ],
  },
  ...listed('term', TERM_WORDS),
  ...listed('currency', CURRENCY_WORDS),
  {
    dimension: 'cost_method',
    values: ['AVERAGE'],
    words: [
      'average cost method',
      'average method',
      'average costing',
      'using average cost',
      'use average cost',
      'uses average cost',
      'used average cost',
      'use averaging',
      'on average cost',
      'at average cost',
      'set to average cost',
      'average cost account',
    ],
  },
  ...['FIFO', 'LIFO', 'HIFO'].map((value) => ({
    dimension: 'cost_method' as const,
    values: [value],
    words: [value.toLowerCase()],
  })),
];

/** What the values of attributes are called: those of every firm, and the sectors and countries of this one's securities. */
export function valueWords(catalog: Catalog): readonly ValueWords[] {
  const sectors = distinct([...catalog.securities.values()].map((security) => security.sector));
  const countries = distinct([...catalog.securities.values()].map((security) => security.country));
  const currencies = distinct([
    ...[...catalog.securities.values()].map((security) => security.currency),
    ...[...catalog.accounts.values()].map((account) => account.currency),
  ]).filter((code) => CURRENCIES.includes(code) && !CURRENCY_WORDS.some(([known]) => known === code));
  return [
    ...STANDING,
    ...fromData('sector', sectors, SECTOR_WORDS),
    ...fromData('country', countries, COUNTRY_WORDS),
    ...regionsOf(countries),
    ...currencies.map((code) => ({
      dimension: 'currency' as const,
      values: [code],
      words: [code.toLowerCase()],
    })),
  ];
}

function listed(
  dimension: AttributeDimension,
  words: readonly (readonly [string, string])[],
): readonly ValueWords[] {
  return words.map(([value, said]) => ({ dimension, values: [value], words: said.split(',') }));
}

function fromData(
  dimension: AttributeDimension,
  values: readonly string[],
  known: readonly (readonly [string, string])[],
): readonly ValueWords[] {
  return values.map((value) => {
    const plain = plainWord(value);
    const synonyms = known
      .filter(([names]) => names.split(',').includes(plain))
      .flatMap(([, said]) => said.split(','));
    const own = plain.length > 2 ? [plain] : [];
    return { dimension, values: [value], words: [...new Set([...own, ...synonyms])] };
  });
}

/** Kinds of bonds that no attribute tells, but their names do. */
const ISSUERS: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:treasury|treasuries|t-(?:bond|note|bill)s?)\b/i,
    'treasury,treasury bond,treasury note,treasury bill,treasury security,us treasury,us treasury bond,t-bill,t-bond,t-note',
  ],
  [
    /\b(?:treasury|treasuries|gilts?|bunds?|government|govt|sovereign|btp|oat)\b/i,
    'government bond,govt bond,government debt,government security,sovereign bond,sovereign debt,state bond',
  ],
  [
    /\b(?:etf|funds?|ucits)\b/i,
    'bond fund,bond etf,fixed income fund,fixed income etf,fixed-income fund,bond index fund',
  ],
  [/\b(?:municipal|munis?)\b/i, 'municipal bond,muni bond,muni,municipal'],
];

/** What people call some securities by the kind of their issuer. */
export interface IssuerWords {
  readonly dimension: 'security';
  readonly values: readonly string[];
  readonly words: readonly string[];
}

/** Bonds of a kind of issuer, each as the securities of this firm whose names say so. */
export function issuerWords({ securities }: Catalog): readonly IssuerWords[] {
  const bonds = [...securities.values()].filter(({ assetClass }) => assetClass === 'Fixed Income');
  return ISSUERS.flatMap(([says, words]) => {
    const values = bonds
      .filter(({ name, sector }) => says.test(name) || says.test(sector ?? ''))
      .map(({ id }) => id);
    return values.length === 0 ? [] : [{ dimension: 'security' as const, values, words: words.split(',') }];
  });
}

/** Parts of the world, each as the countries of this firm's securities that lie in it. */
function regionsOf(countries: readonly string[]): readonly ValueWords[] {
  const byName = new Map(
    countries.flatMap((value) => {
      const plain = plainWord(value);
      const known = COUNTRY_WORDS.find(([names]) => names.split(',').includes(plain));
      const [name = plain] = known?.[0].split(',') ?? [];
      return [[name, value] as const];
    }),
  );
  return REGION_WORDS.flatMap(([members, words]) => {
    const values = members.split(',').flatMap((name) => byName.get(name) ?? []);
    return values.length === 0 ? [] : [{ dimension: 'country' as const, values, words: words.split(',') }];
  });
}

function distinct(values: readonly (string | null)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== null && value !== ''))].filter(
    (value) => value !== null,
  );
}
