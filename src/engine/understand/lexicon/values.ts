import type { Catalog } from '../../catalog.ts';
import type { AttributeDimension } from '../../../vocabulary/plan.ts';
import { CURRENCIES } from '../../../vocabulary/currency.ts';
import { plainWord } from '../word-forms.ts';

/** What people call a value of an attribute. */
export interface ValueWords {
  readonly dimension: AttributeDimension;
  readonly values: readonly string[];
  readonly words: readonly string[];
}

const ASSET_CLASS_WORDS: readonly (readonly [string, string])[] = [
  ['Equity', 'equity,equities,stock,stocks,equity position,aktie,aktien,common stock'],
  [
    'Fixed Income',
    'fixed income,bond,bonds,debt,fixed-income,anleihe,anleihen,treasury bonds,bond fund,bond funds',
  ],
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
    'technology,tech,information technology,it sector,software,technologie',
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

/** Countries by their names and codes in data, and by what people say of them and of what comes from there. */
const COUNTRY_WORDS: readonly (readonly [string, string])[] = [
  ['united states,united states of america,usa,us', 'united states,usa,us,u.s.,america,american,the states'],
  [
    'united kingdom,uk,gb,great britain,gbr',
    'united kingdom,uk,u.k.,britain,british,great britain,england,english',
  ],
  ['germany,de,deu,deutschland', 'germany,german,deutschland,deutsche'],
  ['france,fr,fra', 'france,french'],
  ['switzerland,ch,che', 'switzerland,swiss,schweiz'],
  ['netherlands,nl,nld', 'netherlands,dutch,holland'],
  ['japan,jp,jpn', 'japan,japanese'],
  ['china,cn,chn', 'china,chinese'],
  ['canada,ca,can', 'canada,canadian'],
  ['italy,it,ita', 'italy,italian'],
  ['spain,es,esp', 'spain,spanish'],
  ['sweden,se,swe', 'sweden,swedish'],
  ['norway,no,nor', 'norway,norwegian'],
  ['denmark,dk,dnk', 'denmark,danish'],
  ['finland,fi,fin', 'finland,finnish'],
  ['ireland,ie,irl', 'ireland,irish'],
  ['belgium,be,bel', 'belgium,belgian'],
  ['austria,at,aut', 'austria,austrian'],
  ['australia,au,aus', 'australia,australian'],
  ['new zealand,nz,nzl', 'new zealand'],
  ['south korea,korea,kr,kor', 'korea,korean,south korea'],
  ['taiwan,tw,twn', 'taiwan,taiwanese'],
  ['india,in,ind', 'india,indian'],
  ['brazil,br,bra', 'brazil,brazilian'],
  ['mexico,mx,mex', 'mexico,mexican'],
  ['hong kong,hk,hkg', 'hong kong'],
  ['singapore,sg,sgp', 'singapore'],
  ['south africa,za,zaf', 'south africa,south african'],
  ['israel,il,isr', 'israel,israeli'],
  ['portugal,pt,prt', 'portugal,portuguese'],
  ['luxembourg,lu,lux', 'luxembourg'],
  ['poland,pl,pol', 'poland,polish'],
  ['argentina,ar,arg', 'argentina,argentine'],
  ['chile,cl,chl', 'chile,chilean'],
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
  ...listed('term', TERM_WORDS),
  ...listed('currency', CURRENCY_WORDS),
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

function distinct(values: readonly (string | null)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== null && value !== ''))].filter(
    (value) => value !== null,
  );
}
