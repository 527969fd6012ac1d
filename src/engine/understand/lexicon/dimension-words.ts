import type { Dimension } from '../../../vocabulary/plan.ts';

/** Words for dimensions beyond the model's own. */
export const MORE_DIMENSIONS: readonly (readonly [Dimension, string])[] = [
  [
    'security',
    'one stock;single stock;any stock;any one stock;any single stock;one single stock;one share;one equity;single equity;one position;single position;any position;any one position;any single position;one security;single security;any security;any one security;any single security;one holding;single holding;any one holding;any single holding;single name;one name;one company;single company;any one company;any single company;one investment;single investment',
  ],
  [
    'security',
    'dividend payer;payer of dividends;income payer;income producer;gainer;performer;stock;bond;fund;share;equity;asset;etf;wertpapier',
  ],
  ['account', 'konto'],
  ['portfolio', 'depot'],
  ['month', 'monat'],
  ['quarter', 'quartal'],
  ['year', 'jahr'],
  ['week', 'woche'],
  ['client', 'owner;account holder;account owner;kunde;people;person;anyone;anybody;someone;somebody'],
  ['advisor', 'berater'],
  ['custodian', 'depotbank'],
  [
    'asset_class',
    'asset-class;type of asset;kind of asset;type of investment;kind of investment;investment type;anlageklasse',
  ],
  ['sector', 'sektor;branche;economic sector;gics sector'],
  ['country', 'geographic;geographical;land;region;geographic region;country of domicile;where in the world'],
  ['currency', 'wahrung'],
  [
    'transaction_type',
    'kind;type;category;transaction type;type of booking;kind of booking;activity type;kind of activity;type of trade;trade type',
  ],
  ['income_kind', 'source;income source;dividend and interest separately;dividend versus interest'],
  ['account_type', 'account kind;registration type;kontotyp'],
];

/** Time words that group by themselves ('monthly'); a bare 'month' groups only behind 'by', 'each' or a superlative. */
export const GRAIN_ADVERBS: readonly (readonly [Dimension, string])[] = [
  [
    'term',
    'short and long;long and short;short/long term;split short/long term;split by short and long term;split between short and long term;split into short and long term;short vs long term;short versus long term;short and long term;long and short term;long vs short term;long versus short term;short term vs long term;short term and long term;long term and short term;long term versus short term;short term versus long term;short or long term;long or short term',
  ],
  [
    'day',
    'in one day;in a single day;in a day;in any one day;on a single day;on any one day;in one single day;daily;day by day;each day;every day;day to day;taglich',
  ],
  [
    'week',
    'in one week;in a single week;in a week;in any one week;weekly;week by week;each week;every week;wochentlich;week over week',
  ],
  [
    'month',
    'in one month;in a single month;in a month;in any one month;in one single month;monthly;a month;month by month;each month;every month;month-end;month end;by months;monatlich;month over month;month on month;month after month;at month-end;end of each month;end of every month;each month end;every month-end;calendar month by calendar month',
  ],
  [
    'quarter',
    'each quarter end;each quarter-end;every quarter end;every quarter-end;in one quarter;in a single quarter;in a quarter;in any one quarter;quarterly;a quarter;quarter by quarter;each quarter;every quarter;quarter-end;quarter end;quarter over quarter;quartalsweise;at quarter-end;end of each quarter;end of every quarter;each calendar quarter;every calendar quarter',
  ],
  [
    'year',
    'each year-end;every year end;in one year;in a single year;in a year;in any one year;yearly;annual;a year;year by year;each year;every year;annually;each calendar year;every calendar year;year over year;year on year;jahrlich;year after year;end of each year;end of every year;each year end;every year-end;from year to year;calendar year;calendar-year;at each year-end;per calendar year',
  ],
];
