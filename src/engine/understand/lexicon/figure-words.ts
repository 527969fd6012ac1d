/** Words of the model that people also use for other things; what they mean here is said elsewhere in the lexicon. */
export const NOT_METRICS = new Set(
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

/** 'Lagged their benchmark', 'ahead of the index': how a return stands to that of the benchmark. */
const AGAINST_BENCHMARK: readonly string[] = [
  'beat;beats;beaten;beating;outperform;outperforms;outperformed;outperforming;exceed;exceeds;exceeded;ahead of;better than;above;match;matched',
  'underperform;underperforms;underperformed;underperforming;lag;lags;lagged;lagging;trail;trails;trailed;trailing;behind;worse than;below;fell behind;fell short of;missed',
  'stack up against;stacks up against;stacked up against;measure up against;measures up against;measured up against;measure up to;hold up against;held up against;fare against;fared against;compare to;compare with;compares to;compares with;keep up with;kept up with;keeping up with;do against;done against;versus;vs;against;relative to;compared to;compared with',
]
  .flatMap((verbs) => verbs.split(';'))
  .flatMap((verb) =>
    ['the', 'my', 'our', 'its', 'their', 'his', 'her'].flatMap((whose) =>
      ['benchmark', 'index'].map((noun) => `${verb} ${whose} ${noun}`),
    ),
  );

/** 'Differs from my target allocation', 'over target': how parts stand to what was agreed for them. */
const OFF_TARGET: readonly string[] = (
  'from;off;off from;away from;adrift of;versus;vs;relative to;compared to;compared with;against;over;above;below;under;beyond;short of;' +
  'in line with;out of line with;close to;on;differ from;differs from;different from;deviate from;deviates from;deviation from;difference to;' +
  'difference from;distance from;distance to;drift from;drifted from;drifted away from'
)
  .split(';')
  .flatMap((way) =>
    ['', 'the', 'my', 'our', 'its', 'their', 'his', 'her'].flatMap((whose) =>
      ['target', 'target allocation', 'target mix', 'target weight', 'target weighting'].map((noun) =>
        [way, whose, noun].filter((word) => word !== '').join(' '),
      ),
    ),
  );

/** Words for metrics beyond the model's own: everyday English and German. `~` marks a weak one. */
export const MORE_METRICS: readonly (readonly [string, string])[] = [
  ['excess_return', AGAINST_BENCHMARK.join(';')],
  ['~fees', 'charging;bill;charged;billed;pay you;paid you;paying you'],
  ['~cost_basis', 'pay for;paid for;paying for;pay to buy;paid to buy'],
  [
    'price',
    'worth per share;worth a share;close at;closed at;closing price;trading at;trade at;trades at;quoted at',
  ],
  [
    'twr',
    'return after fee;return net of fee;net return;performance after fee;performance net of fee;return after cost',
  ],
  ['market_value', 'under management;under administration;under advice'],
  [
    'market_value',
    'wert;depotwert;vermogen;marktwert;kontostand;total worth;valued;mkt value;market cap of my portfolio;current value;current balance;current worth;present balance;present value;asset value;mv;mktval;account size;client size;portfolio size;position size;client balance;portfolio balance;client value;assets under mgmt;saldo;end value;ending value;ending balance;ending market value;position value',
  ],
  [
    '~market_value',
    'savings;wealth;net worth;pot;nest egg;money;exposure;size;assets;amount;invested in;asset;weigh',
  ],
  [
    'cash',
    'available cash;spendable cash;cash available;dry powder;ready money;bargeld;liquiditat;cash on hand;cash on the sideline;uninvested;cash sitting;idle cash;cash on the side;cash level;cash amount',
  ],
  [
    '~cash',
    'to spend;to invest;lying idle;lying around;lying about;sitting idle;sitting around;doing nothing;idle;not invested',
  ],
  [
    'twr',
    'time-weighted;time weighted;rendite;wertentwicklung;time-weighted performance;time weighted performance;percentage return;investment return;investment performance;portfolio return;portfolio performance',
  ],
  ['~twr', 'perform;performed;performing;growth;fare;fared;do;done;doing;returned;did well'],
  [
    'gain',
    'gewinn;net gain;overall gain;p & l;profit or loss;gain and loss;dollar gain;dollar return;money gained;profits and losses;total p & l;gains and losses;profit and losses',
  ],
  [
    '~gain',
    'lost value;lose value;lost in value;gained value;gained in value;made;make;making;lost;lose;loss;gained;came out ahead;come out ahead;earned overall;won',
  ],
  ['~gain', 'gainer;performer'],
  [
    'gain',
    'made or lost;make or lose;make or lost;gained or lost;gain or lose;made or lost money;make or lose money;won or lost',
  ],
  ['dividends', 'dividend payer;payer of dividends'],
  ['income', 'income payer;income producer'],
  ['~twr', 'grew;grow;grown'],
  ['~gain', 'grew;grow;grown'],
  ['~income', 'earned;earn;earning;pay out;pays out;paid out;throw off;thrown off;threw off'],
  ['~gain', 'earned;earn'],
  [
    'gain',
    'am i up or down;are we up or down;am i up;are we up;am i down;are we down;am i ahead;are we ahead;up or down',
  ],
  [
    'income',
    'ertrag;ertrage;yield in cash;yielded in cash;yields in cash;yielding in cash;passive income;income received;income earned;income generated;cash distribution;investment income',
  ],
  [
    '~income',
    'get anything;got anything;receive anything;received anything;get paid;got paid;getting paid;was i paid;were we paid',
  ],
  ['benchmark_return', 'measured against;benchmarked against;benchmarked to'],
  ['dividends', 'dividende;dividenden'],
  [
    'interest',
    'zinsen;zins;interest earned;coupon;coupon income;interest received;bond interest;coupon payment;interest payment',
  ],
  [
    'fees',
    'fee income;fee revenue;gebuhr;gebuhren;kosten;fees and charges;all-in fee;cost of ownership;all-in cost',
  ],
  [
    'taxes',
    'taxman;tax man;steuer;steuern;taxes withheld;withheld tax;withholding taxes;withheld taxes;withholding;tax bill',
  ],
  [
    'net_contributions',
    'net invested;flow;fund flow;net cash in;nettoeinzahlungen;net addition;money in and out;cash in and out;contribute;contributed',
  ],
  [
    'net_contributions',
    'net money;net new money;net outflow;net withdrawal;net inflow;net deposit;net redemption',
  ],
  ['~net_contributions', 'invested;put in'],
  ['inflows', 'money coming in;new asset;new money;net new asset;fresh money;money added'],
  [
    '~inflows',
    'come into;came into;coming into;put into;paid into;added;came in;come in;flowed in;brought in;went in;go in;gone in;going in;coming in',
  ],
  [
    '~outflows',
    'going out;going out of;went out;taken out;took out;gone out;flowed out;came out;come out;came out of;come out of;went out of;gone out of;taken out of;flowed out of',
  ],
  [
    '~deposits',
    'top up;topped up;deposited;put anything in;pay anything in;paid anything in;put something in;put money in;put cash in;paid money in;pay money in;added money;add money;did i add;did we add;have i added;have we added',
  ],
  ['deposits', 'einzahlung;einzahlungen'],
  [
    '~withdrawals',
    'take cash out;took cash out;taken cash out;withdrew;withdrawn;withdraw;took out;take anything out;took anything out;taken anything out;take something out;take any money out;take money out;took money out;taken money out;take out;pull out;pulled out;pulling out;pull money out;pulled money out;pulling money out;pulled cash out;taking money out',
  ],
  ['withdrawals', 'auszahlung;auszahlungen'],
  [
    '~purchases',
    'spend on;spent on;spending on;bought;buy;buying;purchased;purchase;invest in;acquired;acquire',
  ],
  ['~sales', 'sold;sell;selling'],
  ['~transaction_amount', 'spent;spend;spending;net cash effect'],
  ['commissions', 'trading commission;trade commission;dealing commission;brokerage commission'],
  ['~taxes', 'withheld'],
  [
    '~realized_gain',
    'crystallize;crystallized;crystallise;crystallised;realize;realized;realise;realised;realizing;locked in',
  ],
  [
    '~unrealized_gain',
    'unrealized;unrealised;could realize;can realize;could realise;can realise;could i realize;can i realize',
  ],
  ['~quantity', 'share'],
  ['quantity', 'number of share;share count;unit held;nominal;face value;unit'],
  [
    'volatility',
    'volatilitat;schwankung;how volatile;how risky;how much risk;standard deviation of return;price swing',
  ],
  ['~volatility', 'risky;volatile;risk'],
  [
    'max_drawdown',
    'biggest fall from the peak;biggest fall from peak;biggest drop from the peak;biggest drop from peak;fall from the peak;drop from the peak;fall from its peak;drop from its peak;fall from peak;drop from peak;worst fall;worst decline;biggest fall;biggest drop;largest fall;largest drop;biggest loss from the peak;peak to trough;peak to trough fall;peak-to-trough fall;peak-to-trough drop;biggest decline;deepest drawdown;steepest fall;worst drawdown;largest drawdown;biggest drawdown;steepest drop;deepest drop;biggest slump;worst slump;greatest drop;largest loss from peak;peak to trough decline;peak-to-trough loss;steepest decline;deepest decline;worst peak to trough loss',
  ],
  [
    'excess_return',
    'over the benchmark;over my benchmark;over its benchmark;over our benchmark;over the index;excess return over the benchmark;excess return over my benchmark;excess return over its benchmark;versus the benchmark;against the benchmark;vs the benchmark;vs benchmark;relative to the benchmark;beat the benchmark;beat my benchmark;beat our benchmark;beat its benchmark;beaten the benchmark;beaten my benchmark;outperform the benchmark;outperform my benchmark;outperformed;outperformed the benchmark;outperformed my benchmark;underperformed;underperform the benchmark;ahead of the benchmark;behind the benchmark;ahead of my benchmark;behind my benchmark;trail the benchmark;lag the benchmark;beat the index;beat the market;versus the index;vs the index;against the index;versus the market;vs the market;against the market;against my benchmark;compared to my benchmark;compared to the benchmark;compared with the benchmark;compared with my benchmark;better than the benchmark;better than my benchmark;worse than the benchmark;worse than my benchmark;lag my benchmark;versus my benchmark;vs my benchmark;relative to my benchmark;keep up with the benchmark;keep up with my benchmark;do against the benchmark;underperform my benchmark;active performance;exceed the benchmark;exceed my benchmark',
  ],
  [
    'benchmark_return',
    'benchmark gain;benchmark gained;benchmark returned;benchmark make;benchmark made;benchmark rise;benchmark;my benchmark;benchmark itself;index;reference index',
  ],
  [
    'drift',
    [
      ...OFF_TARGET,
      'over or underweight;under or overweight;overweight or underweight;underweight or overweight;adrift of target;adrift;overweight;underweight;out of balance;deviate;deviation;overweighted;underweighted;drifted',
    ].join(';'),
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
    'what price did i buy;at what price did i buy;what price did we buy;what price did i pay for;what price did we pay for;price did i pay for;price at which i bought;price i bought at;average cost a share;average cost per unit;avg cost;average entry;average cost basis per share;average purchase cost;average price i paid for;average price we paid for;average price i paid;pay on average for;paid on average for;pay on average per share;price i paid;price we paid;price i paid for;price we paid for;average price per share;purchase price per share;cost basis per share;price paid per share;average price we paid;break even price;breakeven price;mean purchase price;avg price;average buy-in price;average cost of each share;einstandskurs',
  ],
  [
    'price',
    'last close;latest price;last price;current price;most recent price;price per share;stock price;price of one share;one share of;a single share of;one unit of;kurs;market price',
  ],
  ['cost_basis', 'invested amount;tax basis;einstandswert;adjusted cost basis;amount paid for'],
  [
    'unrealized_gain',
    'unrealized gain and loss;unrealized gain/loss;unrealised gain or loss;paper gain or loss;paper gain and loss;unrealized profit and loss;unrealized profit or loss;open profit;open p&l;open pnl;gain on paper;up on paper;am i up on paper;are we up on paper;am i down on paper;are we down on paper;down on paper;unrealised p&l;open position gain;unrealized capital gain;nicht realisierter gewinn;unrealized appreciation',
  ],
  [
    'realized_gain',
    'realized capital gain;gain on the sale of;gain or loss on the sale;gain or lose on the sale;gain or lose on the sale of;loss on the sale;profit on the sale;gain from selling;gain when selling;profit from selling;gain or loss from selling;loss from selling;make on the sale;made on the sale;gain and loss realized;realized capital gain or loss;realized gain and loss;made selling;make selling;lose selling;lost selling;gain from sale;gain from the sale;profit from the sale;realisierter gewinn;gain on selling;profit on selling;net realized gain;gain or lose when i sold;gain or lose when we sold;make when i sold;make when we sold;made when i sold;lose when i sold;gain or loss on selling;capital gain or loss;make on selling;gains i realized;gain i realized;made by selling;make by selling;made from selling;make from selling;profit or loss from selling;profit or loss on selling;profit or loss on the sale',
  ],
  [
    'reinvested_dividends',
    'dividends reinvested;dividend reinvested;dividends get reinvested;dividends been reinvested;dividends were reinvested;dividends are reinvested;dividends automatically reinvested;reinvested automatically;reinvest any dividends;dividends did i reinvest;dividends i reinvested;dividend i reinvested;dividends we reinvested',
  ],
  ['yield', 'income return;running yield;dividendenrendite;yielding;yielded'],
  ['turnover', 'trading turnover'],
  ['sharpe', 'sharpe-ratio;risk adjusted performance;risk-adjusted performance'],
  [
    'mwr',
    'money-weighted;money weighted;dollar-weighted;dollar weighted;money-weighted performance;money weighted performance;money-weighted rate of return;dollar-weighted rate of return;irr return',
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
