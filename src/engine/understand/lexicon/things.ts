import { DIMENSIONS, METRICS } from '../../../model/index.ts';
import type { Dimension, Filter, Subject } from '../../../vocabulary/plan.ts';
import { plainWord, stemOf } from '../word-forms.ts';
import type { InFilter } from '../chart/items.ts';
import type { ValueWords } from './values.ts';

/** A noun of the lexicon: everything that its words can be. */
export interface Noun {
  readonly words: readonly string[];
  readonly metrics: readonly string[];
  readonly weak: boolean;
  readonly dimension: Dimension | null;
  readonly rows: { readonly subject: Subject; readonly where: readonly Filter[] } | null;
  readonly filters: readonly InFilter[];
}

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

const CORPORATE_ACTIONS = types('SPLIT', 'MERGER', 'SPINOFF', 'RETURN_OF_CAPITAL');

/** What a list of a noun shows. Words singular; separated by `;`. */
const LISTINGS: readonly (readonly [Subject, readonly Filter[], string])[] = [
  [
    'holdings',
    [],
    'holding;position;investment;security;asset;instrument;company;asset held;wertpapier;bestande;open position;current holding',
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
  ['holdings', [BONDS], 'bond;bond position;bond holding;fixed income position'],
  ['holdings', [FUNDS], 'fund;etf;mutual fund'],
  [
    'transactions',
    [],
    'transaction;booking;activity;account activity;what happened;what went on;what was going on;entry;movement;transaktion;buchung;ledger entry',
  ],
  [
    'transactions',
    [types('BUY', 'SELL')],
    'trade;traded;trading activity;buy and sell;order;purchase and sale;buys and sell;execution',
  ],
  ['transactions', [types('BUY')], 'purchase;buy;buy trade;buy order;kauf;acquisition;thing i bought;bought'],
  ['transactions', [types('SELL')], 'sale;sell;sell trade;sell order;verkauf;disposal;thing i sold;sold'],
  ['transactions', [types('DEPOSIT')], 'deposit;cash deposit;deposited;einzahlung;payment in'],
  [
    'transactions',
    [types('WITHDRAWAL')],
    'withdrawal;cash withdrawal;withdrew;withdrawn;auszahlung;cash out',
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
  ['transactions', [types('SPLIT')], 'split;stock split;share split'],
  ['transactions', [types('MERGER')], 'merger;merged;takeover'],
  ['transactions', [types('SPINOFF')], 'spinoff;spin-off;spin off;spun off'],
  ['transactions', [types('RETURN_OF_CAPITAL')], 'return of capital;capital repayment'],
  ['transactions', [CORPORATE_ACTIONS], 'corporate action;corporate event'],
  [
    'transactions',
    [types('FX')],
    'fx;fx conversion;currency conversion;currency exchange;fx trade;foreign exchange;fx transaction;currency trade;forex;foreign exchange trade;exchange of currency;conversion;foreign exchange transaction;forex trade',
  ],
  ['transactions', [types('ADJUSTMENT')], 'adjustment;correction;custodian correction'],
  ['transactions', [types('REINVEST')], 'reinvestment;dividend reinvestment;drip'],
  ['transactions', [types('TAX')], 'tax booking;tax payment'],
  ['income', [], 'income;income payment;income booking;payment;distribution;payout'],
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
  ['cash_flows', [], 'cash flow;external flow;flow;contribution'],
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
  ['accounts', [], 'account;acct;konto'],
  ['portfolios', [], 'portfolio;mandate;depot'],
  ['clients', [], 'client;customer;household;investor;relationship;kunde;family'],
  ['advisors', [], 'advisor;adviser;financial advisor;relationship manager;berater;financial adviser'],
];

/** Words of the model that people also use for other things; what they mean here is said elsewhere in the lexicon. */
const NOT_METRICS = new Set(
  (
    'paid;share;percentage;percent;portion;fraction;proportion;allocation;index;brokerage;amount;size;money;lost;loss;made;make;' +
    'how many accounts;how many advisors;how many advisers;how many clients;how many customers;how many custodians;how many payments;how many dividends;' +
    'how many portfolios;how many positions;how many holdings;how many shares;how many securities;how many different stocks;how many lots;how many breaks;' +
    'how many differences;how many transactions;how many trades;how many times;dividends received;fees paid;taxes paid;tax paid;what it cost;' +
    'before fees;gross of fees;under water;earned;earning;unit;versus target;versus benchmark;against benchmark;relative to benchmark;beat benchmark;' +
    'spent;spend;buy;bought;buying;sold;sell;selling;deposited;withdrawn;withdrew;withdraw;taken out;contributed;funded;withheld;perform;grew;' +
    'money in;money out;grant;contribution deposited;risk;shares held;units held;realized;realised;unrealized;unrealised;number of payments;paid in;went out;payout;' +
    'fees in percent;fees as a percentage;gain in percent;close;target;target allocation;growth;amount bought;amount sold;underweight;flow;paid in cash'
  ).split(';'),
);

/** Words for metrics beyond the model's own: everyday English and German. `~` marks a weak one. */
const MORE_METRICS: readonly (readonly [string, string])[] = [
  [
    'market_value',
    'wert;depotwert;vermogen;marktwert;kontostand;total worth;valued;mkt value;market cap of my portfolio;current value;present value;asset value;account size;client size;portfolio size;position size;client balance;portfolio balance;client value;assets under mgmt;saldo;end value;ending value;ending balance;ending market value;position value',
  ],
  ['~market_value', 'money;exposure;size;assets;amount;invested in;asset;weigh'],
  [
    'cash',
    'bargeld;liquiditat;cash on hand;cash on the sideline;uninvested;cash sitting;idle cash;cash level;cash amount',
  ],
  [
    'twr',
    'rendite;wertentwicklung;time-weighted performance;time weighted performance;percentage return;investment return;investment performance;portfolio return;portfolio performance',
  ],
  ['~twr', 'perform;performed;performing;growth;fare;fared;do;done;doing;returned;did well'],
  [
    'gain',
    'gewinn;net gain;overall gain;p & l;profit or loss;gain and loss;dollar gain;dollar return;money gained;profits and losses;total p & l;gains and losses;profit and losses',
  ],
  ['~gain', 'made;make;making;lost;lose;loss;gained;came out ahead;come out ahead;earned overall;won'],
  ['~twr', 'grew;grow;grown'],
  ['~gain', 'grew;grow;grown'],
  ['~income', 'earned;earn;earning;throw off;thrown off;threw off'],
  ['~gain', 'earned;earn'],
  [
    'gain',
    'am i up or down;are we up or down;am i up;are we up;am i down;are we down;am i ahead;are we ahead;up or down',
  ],
  [
    'income',
    'ertrag;ertrage;income received;income earned;income generated;cash distribution;investment income',
  ],
  ['dividends', 'dividende;dividenden'],
  [
    'interest',
    'zinsen;zins;interest earned;coupon;coupon income;interest received;bond interest;coupon payment;interest payment',
  ],
  ['fees', 'gebuhr;gebuhren;kosten;fees and charges;all-in fee;cost of ownership;all-in cost'],
  [
    'taxes',
    'steuer;steuern;taxes withheld;withheld tax;withholding taxes;withheld taxes;withholding;tax bill',
  ],
  [
    'net_contributions',
    'net invested;flow;fund flow;net cash in;nettoeinzahlungen;net addition;money in and out;money in and money out;cash in and out;contribute;contributed',
  ],
  ['~net_contributions', 'invested;put in'],
  ['inflows', 'money coming in;new asset;new money;net new asset;fresh money;money added'],
  ['~inflows', 'added;came in;come in;flowed in;brought in'],
  [
    '~outflows',
    'went out;taken out;took out;gone out;flowed out;came out;come out;came out of;come out of;went out of;gone out of;taken out of;flowed out of',
  ],
  ['~deposits', 'deposited'],
  ['deposits', 'einzahlung;einzahlungen'],
  [
    '~withdrawals',
    'withdrew;withdrawn;withdraw;took out;take any money out;take money out;took money out;taken money out;take out;pull out;pulled out',
  ],
  ['withdrawals', 'auszahlung;auszahlungen'],
  ['~purchases', 'bought;buy;buying;purchased;purchase;invest in'],
  ['~sales', 'sold;sell;selling'],
  ['~transaction_amount', 'spent;spend;spending;net cash effect'],
  ['~taxes', 'withheld'],
  ['~realized_gain', 'realize;realized;realise;realised;realizing;locked in'],
  ['~unrealized_gain', 'unrealized;unrealised'],
  ['~quantity', 'share'],
  ['quantity', 'number of share;share count;unit held;nominal;face value;unit'],
  [
    'volatility',
    'volatilitat;schwankung;how volatile;how risky;how much risk;standard deviation of return;price swing',
  ],
  ['~volatility', 'risky;volatile;risk'],
  [
    'max_drawdown',
    'biggest decline;deepest drawdown;steepest fall;worst drawdown;largest drawdown;biggest drawdown;steepest drop;deepest drop;biggest slump;worst slump;greatest drop;largest loss from peak;peak to trough decline;peak-to-trough loss;steepest decline;deepest decline;worst peak to trough loss',
  ],
  [
    'excess_return',
    'versus the benchmark;against the benchmark;vs the benchmark;vs benchmark;relative to the benchmark;beat the benchmark;beat my benchmark;beat our benchmark;beat its benchmark;beaten the benchmark;beaten my benchmark;outperform the benchmark;outperform my benchmark;outperformed;outperformed the benchmark;outperformed my benchmark;underperformed;underperform the benchmark;ahead of the benchmark;behind the benchmark;ahead of my benchmark;behind my benchmark;trail the benchmark;lag the benchmark;beat the index;beat the market;versus the index;vs the index;against the index;versus the market;vs the market;against the market;against my benchmark;compared to my benchmark;compared to the benchmark;compared with the benchmark;compared with my benchmark;better than the benchmark;better than my benchmark;worse than the benchmark;worse than my benchmark;lag my benchmark;versus my benchmark;vs my benchmark;relative to my benchmark;keep up with the benchmark;keep up with my benchmark;do against the benchmark;underperform my benchmark;active performance;exceed the benchmark;exceed my benchmark',
  ],
  ['benchmark_return', 'benchmark;my benchmark;benchmark itself;index;reference index'],
  [
    'drift',
    'versus target;vs target;from target;versus the target;vs the target;from its target;from the target;from target allocation;off from target;from my target allocation;from our target allocation;from the target allocation;from my target;overweight;underweight;relative to target;relative to the target;compared to target;compared to the target;compared to my target;compared with target;against target;against the target;against my target;out of balance;deviate;deviation;away from my target;away from the target;away from their target;away from our target;from their target;overweighted;underweighted;out of line with target;drifted;off target;off my target;off our target;off the target',
  ],
  [
    'target_weight',
    'target;target allocation;target weight;target weighting;target mix;strategic allocation;target asset allocation;policy allocation',
  ],
  [
    'weight',
    'weight;weighting;position weight;portfolio weight;concentration;percent of portfolio;percentage of portfolio;percent of the portfolio;% of portfolio;% of the portfolio;gewicht;gewichtung',
  ],
  [
    'average_cost',
    'average cost a share;average cost per unit;avg cost;average entry;average cost basis per share;average purchase cost;average price i paid;average price per share;purchase price per share;cost basis per share;price paid per share;average price we paid;break even price;breakeven price;mean purchase price;avg price;average buy-in price;average cost of each share;einstandskurs',
  ],
  [
    'price',
    'last close;price per share;stock price;price of one share;one share of;a single share of;one unit of;kurs;market price',
  ],
  ['cost_basis', 'invested amount;tax basis;einstandswert;adjusted cost basis;amount paid for'],
  [
    'unrealized_gain',
    'unrealized gain and loss;unrealized gain/loss;unrealised gain or loss;paper gain or loss;paper gain and loss;unrealized profit and loss;unrealized profit or loss;open profit;open p&l;open pnl;gain on paper;unrealised p&l;open position gain;unrealized capital gain;nicht realisierter gewinn;unrealized appreciation',
  ],
  [
    'realized_gain',
    'realized capital gain;gain on the sale of;gain or loss on the sale;gain or lose on the sale;gain or lose on the sale of;loss on the sale;profit on the sale;gain from selling;gain when selling;profit from selling;gain or loss from selling;loss from selling;make on the sale;made on the sale;gain and loss realized;realized capital gain or loss;realized gain and loss;made selling;make selling;lose selling;lost selling;gain from sale;gain from the sale;profit from the sale;realisierter gewinn;gain on selling;profit on selling;net realized gain;gain or loss on selling;capital gain or loss;make on selling;gains i realized;gain i realized;made by selling;make by selling;made from selling;make from selling',
  ],
  ['yield', 'income return;running yield;dividendenrendite;yielding;yielded'],
  ['turnover', 'trading turnover'],
  ['sharpe', 'sharpe-ratio;risk adjusted performance;risk-adjusted performance'],
  [
    'mwr',
    'money-weighted performance;money weighted performance;money-weighted rate of return;dollar-weighted rate of return;irr return',
  ],
  [
    'twr_annualized',
    'yearly average return;return per annum;annualized rate of return;average yearly return;annual rate of return;average return per year;average annual performance',
  ],
  ['reconciliation_difference', 'difference to the custodian;custodian difference;reconciliation gap'],
  ['~reconciliation_difference', 'difference'],
  [
    'fee_rate',
    'fee as percent of value;fee in percent;fee percentage;fee as a percentage of value;fee as a percentage of asset;all in fee rate;cost in percent;fee in percent of value;fee relative to value;fees as a percentage of my portfolio;fee as a percentage of market value',
  ],
];

/** Words for dimensions beyond the model's own. */
const MORE_DIMENSIONS: readonly (readonly [Dimension, string])[] = [
  [
    'security',
    'one stock;single stock;any stock;any one stock;any single stock;one single stock;one share;one equity;single equity;one position;single position;any position;any one position;any single position;one security;single security;any security;any one security;any single security;one holding;single holding;any one holding;any single holding;single name;one name;one company;single company;any one company;any single company;one investment;single investment',
  ],
  ['security', 'stock;bond;fund;share;equity;asset;etf;wertpapier'],
  ['account', 'konto'],
  ['portfolio', 'depot'],
  ['month', 'monat'],
  ['quarter', 'quartal'],
  ['year', 'jahr'],
  ['week', 'woche'],
  ['client', 'kunde;people;person'],
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
  ['day', 'daily;day by day;each day;every day;day to day;taglich'],
  ['week', 'weekly;week by week;each week;every week;wochentlich;week over week'],
  [
    'month',
    'monthly;month by month;each month;every month;month-end;month end;by months;monatlich;month over month;month on month;month after month;at month-end;end of each month;end of every month;each month end;every month-end;calendar month by calendar month',
  ],
  [
    'quarter',
    'quarterly;quarter by quarter;each quarter;every quarter;quarter-end;quarter end;quarter over quarter;quartalsweise;at quarter-end;end of each quarter;end of every quarter;each calendar quarter;every calendar quarter',
  ],
  [
    'year',
    'yearly;year by year;each year;every year;annually;each calendar year;every calendar year;year over year;year on year;jahrlich;year after year;end of each year;end of every year;each year end;every year-end;from year to year;calendar year;calendar-year;at each year-end;per calendar year',
  ],
];

/** Every noun: the model's metrics and dimensions, lists, and the values of attributes; same words make one noun. */
export function nouns(values: readonly ValueWords[]): readonly Noun[] {
  const made = new Map<string, Draft>();
  const draft = (phrase: string): Draft => {
    const words = wordsOfPhrase(phrase);
    const key = words.join(' ');
    const held = made.get(key);
    if (held) return held;
    const fresh: Draft = {
      words,
      strong: new Set(),
      faint: new Set(),
      dimension: null,
      rows: null,
      filters: [],
    };
    made.set(key, fresh);
    return fresh;
  };
  for (const metric of METRICS.values()) {
    for (const phrase of metric.words)
      if (!NOT_METRICS.has(phrase) && !/^(?:number of|how many) /.test(phrase))
        draft(phrase).strong.add(metric.name);
  }
  for (const [name, phrases] of MORE_METRICS) {
    const metric = name.replace('~', '');
    if (!METRICS.has(metric)) continue;
    for (const phrase of phrases.split(';')) {
      const { strong, faint } = draft(phrase);
      (name.startsWith('~') ? faint : strong).add(metric);
    }
  }
  for (const dimension of DIMENSIONS.values()) {
    if (dimension.kind === 'time') draft(dimension.name).dimension ??= dimension.name;
    else for (const phrase of dimension.words) setDimension(draft(phrase), dimension.name);
  }
  for (const [dimension, phrases] of MORE_DIMENSIONS) {
    for (const phrase of phrases.split(';')) setDimension(draft(phrase), dimension);
  }
  for (const [subject, where, phrases] of LISTINGS) {
    for (const phrase of phrases.split(';')) draft(phrase).rows = { subject, where };
  }
  for (const { dimension, values: within, words } of values) {
    for (const phrase of words) {
      draft(phrase).filters.push({ kind: 'in', dimension, values: within, negated: false });
    }
  }
  return [...made.values()].map(({ words, strong, faint, dimension, rows, filters }) => ({
    words,
    metrics: strong.size > 0 ? [...strong] : [...faint],
    weak: strong.size === 0 && faint.size > 0,
    dimension,
    rows,
    filters,
  }));
}

interface Draft {
  readonly words: readonly string[];
  readonly strong: Set<string>;
  readonly faint: Set<string>;
  dimension: Dimension | null;
  rows: Noun['rows'];
  readonly filters: InFilter[];
}

/** The first dimension that claims a word keeps it: 'asset' is a security before it is an asset class. */
function setDimension(draft: Draft, dimension: Dimension): void {
  draft.dimension ??= dimension;
}

/** The stems of a phrase, as the tokenizer would cut it. */
export function wordsOfPhrase(phrase: string): readonly string[] {
  return phrase
    .split(/[\s/-]+|(?=&)|(?<=&)/)
    .map((word) => plainWord(word.trim()))
    .filter((word) => word !== '')
    .map(stemOf);
}
