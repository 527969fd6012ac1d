import type { Op } from '../chart/items.ts';

/** Phrases that ask for what the registers and the lots say of a thing: since when it is held, its number, when it is repaid. */
export const FACT_PHRASES: readonly (readonly [Op, string])[] = [
  [
    'held_since',
    'how long have i held;how long have i owned;how long have i had;how long have we held;how long have we owned;how long have we had;how long has it held;since when do i hold;since when do we hold;since when do i own;since when do we own;since when have i held;since when have we held;since when have i owned;since when have we owned;how long have i been holding;how long have we been holding;how long have i been invested in;how long have we been invested in',
  ],
  [
    'how_old',
    'how old is;how old are;what age is;how long has it been since i opened;how long ago did i open;how long ago did we open;how long ago was it that i opened;' +
      'how long have i been a client;how long have we been clients;how long have i been with you;how long have we been with you;how long have i been investing;how long have we been investing;how long have i been invested;when did i become a client;when did we become clients;when did i start investing;when did i start here',
  ],
  [
    'account_number',
    'account number;account number of;account number for;account number on;account no of;account no;account numbers;acct number;acct no;a/c number;number of the account;number of my account;kontonummer',
  ],
  [
    'matures',
    'mature;matures;matured;maturing;maturity;maturities;due to mature;come due;comes due;coming due;fall due;falls due;falling due;due for repayment;due for redemption;get repaid;gets repaid;be repaid;with maturity;with maturities;with a maturity;with a maturity date;maturity date',
  ],
  [
    'no_benchmark',
    'without a benchmark;without benchmark;without any benchmark;without benchmarks;with no benchmark;have no benchmark;has no benchmark;had no benchmark;lack a benchmark;lacks a benchmark;do not have a benchmark;does not have a benchmark;no benchmark;missing a benchmark;without an index',
  ],
];
