import type { FindingCode } from '../../../model/findings.ts';
import type { Filter, Subject } from '../../../vocabulary/plan.ts';
import type { InFilter } from '../chart/items.ts';

const types = (...values: readonly string[]): InFilter => ({
  kind: 'in',
  dimension: 'transaction_type',
  values,
  negated: false,
});
const incomeKind = (value: string): InFilter => ({
  kind: 'in',
  dimension: 'income_kind',
  values: [value],
  negated: false,
});
const feeKind = (value: string): InFilter => ({
  kind: 'in',
  dimension: 'fee_kind',
  values: [value],
  negated: false,
});
const term = (value: string): InFilter => ({
  kind: 'in',
  dimension: 'term',
  values: [value],
  negated: false,
});
const EQUITY: InFilter = { kind: 'in', dimension: 'asset_class', values: ['Equity'], negated: false };
const BONDS: InFilter = { kind: 'in', dimension: 'asset_class', values: ['Fixed Income'], negated: false };
const FUNDS: InFilter = { kind: 'in', dimension: 'asset_class', values: ['Fund'], negated: false };

const found = (...values: readonly FindingCode[]): InFilter => ({
  kind: 'in',
  dimension: 'finding',
  values,
  negated: false,
});

const CORPORATE_ACTIONS = types('SPLIT', 'MERGER', 'SPINOFF', 'RETURN_OF_CAPITAL');

const MOVES = ['transfer', 'move', 'moved', 'transferred', 'shift', 'shifted'];
const MOVED_GOODS = ['', 'money', 'cash', 'any money', 'any cash', 'some money', 'anything', 'funds'];
const BETWEEN_OWN = [
  ...MOVES.flatMap((verb) => MOVED_GOODS.map((goods) => `${verb} ${goods}`.trim())),
  'money moved',
  'cash moved',
  'movement',
  'money transferred',
  'cash transferred',
].map((moved) => `${moved} between`);
const OWN_ACCOUNTS = [
  'my',
  'our',
  'their',
  'his',
  'her',
  'own',
  'my own',
  'our own',
  'their own',
  'the',
  'these',
  '',
].map((whose) => `${whose} account`.trim());

/** What a list of a noun shows. Words singular; separated by `;`. */
export const LISTINGS: readonly (readonly [Subject, readonly Filter[], string])[] = [
  [
    'holdings',
    [],
    'holding;position;investment;security;asset;instrument;company;asset held;stake;wertpapier;bestande;open position;current holding',
  ],
  [
    'holdings',
    [EQUITY],
    'stock;share;equity;equity holding;equity position;stock position;stock holding;individual stock;aktie',
  ],
  [
    'holdings',
    [EQUITY],
    'one stock;single stock;any stock;any one stock;any single stock;one single stock;individual stock position;one share;one equity;single equity',
  ],
  [
    'holdings',
    [],
    'one position;single position;any position;any one position;any single position;one security;single security;any security;any one security;any single security;one holding;single holding;any one holding;any single holding;single name;one name;one company;single company;any one company;any single company;one investment;single investment',
  ],
  ['holdings', [], 'gainer;performer'],
  ['holdings', [BONDS], 'bond;bond position;bond holding;fixed income position'],
  ['holdings', [FUNDS], 'fund;etf;mutual fund'],
  [
    'transactions',
    [],
    'transaction;booking date;transaction date;activity date;date of booking;date of transaction;date of activity;booking;activity;account activity;thing that happened;everything that happened;all that happened;anything that happened;everything that went on;all that went on;everything i did;everything we did;everything done;everything that was done;what did i do;what did we do;what have i done;what have we done;thing i did;thing we did;what happened;what went on;what was going on;entry;movement;transaktion;buchung;ledger entry',
  ],
  [
    'transactions',
    [types('BUY', 'SELL')],
    'trade;buy or sell;bought or sold;purchase or sale;buys or sell;buy and sold;traded;trading;trading activity;buy and sell;order;purchase and sale;buys and sell;execution',
  ],
  [
    'transactions',
    [types('BUY')],
    'purchase;buy;invest in;buy trade;buy order;kauf;acquisition;thing i bought;bought',
  ],
  [
    'transactions',
    [types('SELL')],
    'sale;single sale;one sale;individual sale;sell;sell trade;sell order;verkauf;disposal;thing i sold;sold',
  ],
  [
    'transactions',
    [types('DEPOSIT')],
    'deposit;top up;topped up;put anything in;pay anything in;paid anything in;put something in;put money in;put cash in;paid money in;added money;new deposit;contribute;contributed;contributing;cash deposit;deposited;einzahlung;payment in',
  ],
  [
    'transactions',
    [types('WITHDRAWAL')],
    'withdrawal;take anything out;took anything out;taken anything out;take something out;took money out;take money out;taken money out;cash withdrawal;withdraw;withdrew;withdrawn;auszahlung;cash out',
  ],
  ['transactions', [types('DEPOSIT', 'WITHDRAWAL')], 'cash movement'],
  [
    'transactions',
    [types('TRANSFER_IN', 'TRANSFER_OUT')],
    'transfer;in-kind transfer;in kind transfer;transfer in kind;transfer in and out;transfer in and transfer out;transfer out and in;transfer of security;security transfer;transferred in kind',
  ],
  [
    'transactions',
    [types('TRANSFER_IN')],
    'in kind transfer in;in-kind transfer in;transfer in kind in;transfer in;incoming transfer;transferred in;transferred in kind into;transferred into;transferred in kind in;transfer in kind into',
  ],
  [
    'transactions',
    [types('TRANSFER_OUT')],
    'in kind transfer out;in-kind transfer out;transfer in kind out;transfer out;outgoing transfer;transferred out;transferred out of;transferred in kind out of',
  ],
  [
    'transactions',
    [types('SPLIT')],
    'split;stock split;share split;split its stock;split its share;split their stock;split their share',
  ],
  ['transactions', [types('MERGER')], 'merger;merged;takeover'],
  ['transactions', [types('SPINOFF')], 'spinoff;spin-off;spin off;spun off'],
  [
    'transactions',
    [types('RETURN_OF_CAPITAL')],
    'return of capital;capital repayment;return of capital payment;return of capital booking;capital return',
  ],
  ['transactions', [CORPORATE_ACTIONS], 'corporate action;corporate event'],
  [
    'transactions',
    [types('FX')],
    'fx;fx conversion;currency conversion;currency exchange;fx trade;foreign exchange;fx transaction;currency trade;forex;foreign exchange trade;exchange of currency;conversion;foreign exchange transaction;forex trade',
  ],
  ['transactions', [types('ADJUSTMENT')], 'adjustment;correction;custodian correction'],
  ['transactions', [types('REINVEST')], 'reinvestment;dividend reinvestment;drip'],
  ['transactions', [types('TAX')], 'tax booking;tax payment'],
  [
    'transactions',
    [types('TAX'), { kind: 'threshold', field: 'amount', comparison: '>', value: '0', signed: true }],
    'tax refund;refund of tax;tax rebate',
  ],
  ['income', [], 'income;income payment;income booking;payment;distribution;payout;get paid;got paid'],
  ['income', [incomeKind('dividend')], 'dividend;dividend payment;dividend payout;dividende'],
  [
    'income',
    [incomeKind('interest')],
    'interest;interest payment;coupon;coupon payment;interest income;zinsen',
  ],
  ['fees', [], 'fee;charge;fee payment;fee booking'],
  ['fees', [feeKind('advisory')], 'advisory fee;management fee;advisor fee'],
  ['fees', [feeKind('custody')], 'custody fee;custodian fee;safekeeping fee'],
  ['fees', [feeKind('account')], 'account fee;account maintenance fee'],
  ['fees', [feeKind('commission')], 'commission;trading fee;brokerage fee'],
  ['cash_flows', [types('DEPOSIT', 'TRANSFER_IN')], 'inflow'],
  ['cash_flows', [types('WITHDRAWAL', 'TRANSFER_OUT')], 'outflow'],
  ['cash_flows', [], 'cash flow;external flow;flow;contribution'],
  [
    'cash_flows',
    [{ kind: 'internal' }],
    BETWEEN_OWN.flatMap((moved) => OWN_ACCOUNTS.map((accounts) => `${moved} ${accounts}`)).join(';') +
      ';internal transfer;internal cash transfer;internal movement',
  ],
  ['lots', [], 'lot;tax lot;open lot;open tax lot;purchase lot;cost lot'],
  [
    'realized_gains',
    [],
    'realized gain;realized loss;realised gain;closed lot;capital gain;capital loss;realised loss;closed position;gain realized;realized gain or loss;realized gain and loss;realized capital gain',
  ],
  [
    'realized_gains',
    [term('short')],
    'short-term gain;short-term realized gain;short-term capital gain;short term gain;short term realized gain;short term capital gain;short-term loss;short term loss',
  ],
  [
    'realized_gains',
    [term('long')],
    'long-term gain;long-term realized gain;long-term capital gain;long term gain;long term realized gain;long term capital gain;long-term loss;long term loss',
  ],
  [
    'reconciliation',
    [],
    'reconciliation break;break;mismatch;discrepancy;reconciliation difference;reconciliation;recon break;unreconciled position;difference to the custodian;reconciliation item;statement difference;unmatched position;recon difference;reconciliation issue',
  ],
  [
    'findings',
    [],
    'finding;data problem;problem;data issue;problem with data;problem in data;problem with the data;problem in the data;issue with data;issue with the data;issue in the data;data quality problem;data quality issue;data quality finding;data error;error in the data;data warning;data anomaly;anomaly in the data;doubtful data;bad data;wrong data;data quality;wrong with my data;wrong with our data;wrong with the data;anything wrong with my data;anything wrong with our data;anything wrong with the data',
  ],
  [
    'findings',
    [found('stale_price')],
    'stale;stale price;stale quote;outdated price;old price;price that is stale;price that is out of date;out of date price;stale pricing;out of date;outdated;stale close',
  ],
  [
    'findings',
    [found('position_without_price')],
    'missing price;unpriced position;unpriced security;unpriced holding;unpriced;position without a price;position without price;holding without a price;security without a price;price missing;have no price;has no price;with no price;without a price;without price;no price',
  ],
  ['findings', [found('price_gap')], 'price gap;gap in the price;gap in price;gap in pricing'],
  [
    'findings',
    [found('price_jump')],
    'price jump;suspicious price;odd price;price spike;price that looks wrong;implausible price;price outlier',
  ],
  [
    'findings',
    [found('duplicate_booking', 'booked_by_two_sources')],
    'duplicate;duplicate booking;duplicate transaction;duplicated booking;duplicated transaction;double booking;possible duplicate;booking that is there twice',
  ],
  [
    'findings',
    [found('rate_missing', 'rate_before_first')],
    'missing exchange rate;missing rate;missing fx rate;exchange rate missing',
  ],
  ['accounts', [], 'account;acct;konto'],
  ['portfolios', [], 'portfolio;mandate;depot'],
  ['clients', [], 'client;customer;household;investor;relationship;kunde;family'],
  ['advisors', [], 'advisor;adviser;financial advisor;relationship manager;berater;financial adviser'],
];
