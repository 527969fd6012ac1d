import type { Op } from '../chart/items.ts';
import { DIALOGUE_WORDS } from './dialogue-words.ts';
import { FACT_PHRASES } from './fact-phrases.ts';

/** Phrases of English, and some German, that say how the nouns of a question hang together. */
export const OPERATORS: readonly (readonly [Op, string])[] = [
  [
    'courtesy',
    'in terms of;date and amount of;the date and amount of;amount and date of;the amount and date of;revenue from;the revenue from;basically;pie chart of;a pie chart of;donut of;bar chart of;a bar chart of;i should like to know;we should like to know;i should like to see;we should like to see;i should like;i would be grateful;much obliged;if you do not mind;if you would;when you get a chance;' +
      'i was wondering;i am wondering;i was curious;i am curious;just curious;quick question;i am trying to work out;i am trying to find out;i am trying to understand;i am trying to figure out;' +
      'trying to work out;trying to find out;trying to figure out;my wife and i;my husband and i;my partner and i;me and my wife;me and my husband;could you kindly;would you mind telling me;' +
      'can you work out;can you tell me;do you know;do you happen to know;any idea;remind me;i forget;i have forgotten;i cannot remember;i can not remember;i do not remember;out of interest;out of curiosity;' +
      'for my records;for our records;for my tax return;for our tax return;for the tax man;for my taxes;for our meeting;for the meeting;before our meeting;for my accountant;for our accountant;' +
      'if possible;as a matter of interest;by the way;sorry to bother you;sorry to trouble you;forgive me;bear with me;to be clear;in other words;if sold today;if i sold today;if i sold now;if sold now;if i sold them today;if i sold them now;if we sold today;asking for a friend',
  ],
  [
    'by',
    'by;per;grouped by;divided between;divided up between;divided among;divided into;split between;shared between;group by;split by;broken down by;break down by;broken out by;breakdown by;break it down by;split it by;' +
      'divided by;split into;split across;split up by;sorted into;by each;per each;across the different;nach;pro;split among;' +
      'distributed across;spread across;spread over;spread between;spread among;broken down into;break down into;distributed over;distributed among;distributed by',
  ],
  [
    'each',
    'each;every;in each;for each;for every;in every;at each;across each;from each;of each;each of;jede;jedes;jeden;pro;on each;at every;by every;to each;separately',
  ],
  [
    'which',
    'which;what;which of;what of;what;which one of;which ones of;in which;at which;what kind of;which kind of;for which;welche;welcher;welches;with which;from which;of which;on which;through which',
  ],
  ['who', 'who;whose;whom;wer'],
  [
    'what',
    'what is;what was;what are;what were;what did;what do;what has;what have;what does;was ist;what about all of',
  ],
  [
    'how_many',
    'how many;number of;the number of;count of;total number of;how many of;wie viele;what number of;count;the count of',
  ],
  [
    'how_much',
    'how much;how much of;what amount of;wie viel;wieviel;how much in;what is the amount of;what was the amount of;the amount of;total amount of;how much money;what amount',
  ],
  [
    'how_much_more',
    'how much more;how much higher;how much larger;how much bigger;how much greater;by how much more',
  ],
  ['how_often', 'how many times;how often;number of times;the number of times;wie oft'],
  ['non', 'non;ex'],
  [
    'split_noun',
    'breakdown;split;allocation;mix;composition;distribution;diversification;allocated;diversified;makeup;' +
      'broken down;exposure;aufteilung;structure;diversify',
  ],
  [
    'how_big',
    'how big;how large;how high;how deep;how small;how far;how deep was;wie hoch;wie gross;how bad',
  ],
  [
    'how_did',
    'how did;how has;how have;how had;how is;how are;how was;how were;how do;how does;how well did;how well has;how well have;' +
      'how well is;wie hat;how well are;how well was',
  ],
  [
    'when',
    'when;date of;the date of;what is the date of;what was the date of;on what date;on which date;what day;which day;on which day;at what date;what date;since when;wann;how long ago;on what day;dates of;the dates of',
  ],
  ...FACT_PHRASES,
  ['newest_first', 'newest first;latest first;most recent first;newest to oldest;by date descending'],
  ['oldest_first', 'oldest first;earliest first;chronologically;in chronological order;oldest to newest'],
  [
    'still',
    'still own;still hold;still have;still owned;still held;still holding;still owning;have not sold;have not yet sold;not sold yet;not yet sold;have kept;have i kept;and kept;still in my portfolio;still in the portfolio;still there;left of',
  ],
  [
    'list',
    'list;every time;each time;all the times;list out;list all;enumerate;itemize;itemise;a list of;list of;details of;detail of;each of the;rundown of;one by one;individually;list me;liste',
  ],
  [
    'show',
    'show;show me;set out;lay out;set forth;draw up;put together;walk me through;talk me through;take me through;run me through;give me;display;let me see;pull up;get me;print;break down;break out;can i see;i want to see;i would like to see;zeige;zeig mir;show us;give us;bring up;' +
      'let us see;provide;provide me with;overview of;an overview of;summary of;summarize;report on;report;a summary of',
  ],
  [
    'not',
    'do not use;does not use;not using;not use;not;except;except for;excluding;other than;without counting;not counting;ignoring;apart from;but not;besides;aside from;exclude;excludes;leave out;leave aside;ignore;not in;that is not;that are not;not including;leaving out;outside;outside of;not at;which are not;everything but;all but;anything but;not from;not held at;excl;less any;without the;without any;but no;but without',
  ],
  [
    'only',
    'only;just;solely;exclusively;nothing but;only in;just in;limited to;restricted to;only for;only the;nur',
  ],
  ['aside', 'aside;excluded;apart;not included;left out;ignored;not counted'],
  ['and', 'and;&;as well as;plus;along with;und;together with'],
  ['or', 'or;oder'],
  [
    'vs',
    'vs;versus;v;against;compare to;compare with;compares to;compares with;stack up against;measure up against;compared to;compared with;in comparison to;in comparison with;relative to;as opposed to;gegen',
  ],
  ['compare', 'compare;comparison of;a comparison of;side by side;vergleiche'],
  [
    'in',
    'in;at;with;from;on;inside;within;held at;held in;advised by;managed by;looked after by;served by;overseen by;invested in;through;out of;via;held with;held by;into;sitting in;sitting at;parked in;located in;based in;domiciled in;exposed to;exposure to;bei;tied up in;kept at;custodied at;custodied with;for;under;paid by;received from;to',
  ],
  ['of', 'of;for'],
  ['comma', ','],
  [
    'share',
    'market share;market share of;what percent of;what percentage of;what share of;share of;the share of;percentage of;percent of;proportion of;portion of;fraction of;' +
      'what proportion of;what fraction of;what portion of;what part of;part of;what percent;what percentage;what share;what portion;what proportion;what fraction;what part;what chunk of;which percentage of;what is the share of;how many percent of;how big a share of;how large a share of',
  ],
  [
    'in_percent',
    'in percent;how many percent;how much percent;in percentage;as a percentage;as percent;in percentage terms;percent;percentage;as a percent;in %;%;percentage wise;as a share;weight;weighting;as weight;as a percentage of the total;as a percentage of the portfolio;as percentage of total;in percentages;share;as a share of the total;as a proportion;as a proportion of the total;as a fraction;as a fraction of the total;share of the total',
  ],
  [
    'how_much_of',
    'how much of my portfolio;how much of the portfolio;how much of my account;how much of the account;how much of this account;how much of this portfolio;' +
      'how much of my money;how much of my stuff;how much of our money;how much of my savings;how much of our savings;how much of my pot;how much of the pot;how much of the fund;how much of the money;how much of my wealth;how much of my assets;how much of our assets;how much of our portfolio;' +
      'how much of my holdings;how much of the assets;how much of it;how much of everything',
  ],
  ['denominated', 'denominated in;held in the currency;kept in'],
  [
    'what_in',
    'what is in;what was in;what have i got in;what is inside;what does it hold;what is held in;what was held in',
  ],
  ['where', 'where is;where are;where was;where'],
  ['in_shares', 'in shares;in units;in number of shares;in share terms;share wise'],
  [
    'in_money',
    'in money;in money terms;in value;in absolute terms;in cash terms;in absolute numbers;in currency',
  ],
  [
    'total',
    'total;in total;together;taken together;added together;between them;collectively;overall;altogether;combined;all together;in all;all in all;sum;sum of;the sum of;totals;grand total;aggregate;gesamt;insgesamt;total of;the total of;added up',
  ],
  ['average', 'average;mean;on average;avg;the average;durchschnittlich;typical;usually;normally;typically'],
  [
    'running',
    'cumulative;cumulatively;running total;running total of;the running total of;running sum;running sum of;accumulated;cumulated;cumulating;kumuliert',
  ],
  ['median', 'median;the median;midpoint;middle'],
  ['minus', 'minus;less;less the;net of the;net of;subtracting;reduced by;after deducting;after subtracting'],
  ['ratio', 'ratio;ratio of;the ratio of;ratio between;the ratio between'],
  ['than', 'than'],
  [
    'exceeds',
    'more than i;more than we;more than they;more than you;more than he;more than she;than i;than we;than they;than you;than he;than she;more than was;more than went;more than came;more out than in;more in than out',
  ],
  [
    'outdid',
    'outperform;outperformed;outperforms;outperforming;underperform;underperformed;underperforms;underperforming;beat;beats;beaten;beating;outdo;outdid;outpace;outpaced;lag;lagged;lagging;trail;trailed;lose to;lost to;ahead of;behind',
  ],
  [
    'at_once',
    'in one go;in one transaction;in a single transaction;in one payment;in a single payment;in one withdrawal;in a single withdrawal;in one deposit;in a single deposit;in a single go;in one trade;in a single trade;at one time;all at once;at once;in one day;on a single day;in a single day',
  ],
  ['both', 'both;both of'],
  ['neither', 'neither;neither of'],
  ['nor', 'nor'],
  [
    'negative',
    'negative;below zero;is negative;was negative;are negative;were negative;less than zero;under zero;less than nothing',
  ],
  ['exactly', 'exactly;precisely'],
  ['across', 'across'],
  [
    'advise',
    'look after;looks after;looking after;manage;manages;managing;oversee;oversees;advise;advises;serve;serves;responsible for;in charge of',
  ],
  ['overdrawn', 'overdrawn;in overdraft;with an overdraft;with overdraft;in debit'],
  [
    'positive',
    'positive;above zero;is positive;was positive;are positive;were positive;greater than zero;more than zero',
  ],
  ['different', 'different;distinct;unique;individual;separate'],
  [
    'first',
    'first;earliest;oldest;longest held;longest-held;longest standing;for the first time;initial;very first',
  ],
  [
    'last',
    'last;latest;most recent;recent;newest;youngest;most recently;last time;the last time;for the last time;very last;past',
  ],
  [
    'more',
    'by more than;by over;more than;over;above;greater than;bigger than;larger than;exceeding;in excess of;higher than;worth more than;worth over;>;of more than;upwards of;north of;mehr als;uber;beyond;more;better than;that exceed;exceed;exceeds;exceeded;cover;covers;covered;outweigh;outweighs;outweighed;is over;is above;valued over;valued above;valued at more than;worth above',
  ],
  [
    'less',
    'by less than;by under;less than;under;below;smaller than;lower than;fewer than;worth less than;worth under;<;of less than;weniger als;unter;worse than;beneath;valued under;valued below;worth below;no more',
  ],
  ['at_least', 'at least;no less than;not less than;minimum of;a minimum of;> =;mindestens;from'],
  ['at_most', 'at most;no more than;not more than;maximum of;up to;< =;hochstens'],
  ['between', 'between'],
  [
    'yes_no',
    'do i;did i;do we;did we;have i;have we;has it;is there;are there;is it;was there;were there;does it;did it;am i;are we;has there been;have there been;do they;did they;does he;does she;did he;did she;has he;has she;habe ich;can you tell me if;whether;if;was it;were we;was i',
  ],
  ['exists', 'any;anything'],
  [
    'own',
    'owning;make up;made up of;made of;consist of;consists of;consisted of;represent;represents;constitute;constitutes;own;owns;owned;hold;holds;held;holding;have;has;had;got;possess;possesses;invested;have invested;contain;contains;in my portfolio;besitze;am i holding;am i invested in;have in;keep;keeps;sit in;be worth;sits;sit;sitting;hold in;having;invest;is invested;are invested;have with you',
  ],
  [
    'all',
    'all;everything;the whole lot;whole lot;the whole shebang;the whole thing;whole;entire;all of;the whole;the entire;across all;across everything;across the board;across the whole firm;across the firm;for the firm;firm wide;firmwide;across all of;for all;for all of;everybody;everyone;in everything;alles',
  ],
  [
    'rank_by',
    'rank;in order of;in the order of;ranked by;rank by;sort by;sorted by;order by;ordered by;ranking of;ranked;sort;sorted;ranking by;order;a ranking of;league table of',
  ],
  [
    'change',
    'change;how far apart;how far apart are;changed;the change in;change in;difference;difference between;difference in;increase;decrease;increased;decreased;grow by;growth of;grew by;change by;moved;evolve;delta;changes in;rise;fall in;gap;gap between;the gap;the gap between;go up;went up;go down;went down;rose;risen;gone up;gone down;drop by;the difference between;fallen;how different;down;up;drop;fall;dropped;dip;dipped;fell;jump;jumped;sink;sank;sunk;climb;climbed;decline;declined;come down;came down;dropped off;up or down;gone up or down;go up or down;went up or down;shrink;shrunk;shrank;go up so much;so low;so high',
  ],
  [
    'order_down',
    'from largest to smallest;from biggest to smallest;biggest payer first;highest payer first;highest value first;biggest first;largest first;highest first;best first;descending;in descending order;from high to low;high to low;from largest to smallest;largest to smallest;from biggest to smallest;most first;from best to worst;best to worst;from highest to lowest;top to bottom',
  ],
  [
    'order_up',
    'biggest loss first;largest loss first;worst loss first;losses first;biggest losers first;from smallest to largest;from smallest to biggest;smallest first;lowest first;worst first;ascending;in ascending order;from low to high;low to high;from smallest to largest;smallest to largest;from worst to best;worst to best;from lowest to highest',
  ],
  [
    'by_how_much',
    'by how much;and by how much;by how many points;and by how many points;by how many percentage points;by what margin;and how much;and what share;and what percentage;and what percent;how much by;by how many percent;and by how many percentage points;in points;in percentage points;and what weight;and in what amount;and what amount',
  ],
  [
    'and_when',
    'and when;when was it;when was that;and when was it;and when was that;and on what date;and when did it happen;when did it happen;and when did that happen;with purchase date;with purchase dates;with the purchase date;with acquisition date;with acquisition dates;with the dates they were bought;with the closing date;with closing date;with closing dates;and closing date;and the closing date;with the opening date;with opening date;with opening dates;with date;with the date;with dates;with the dates;with its date;with its dates;with their dates;with the date they were closed;with the date they were opened;and which day;and what date;and its dates;and the dates;with its dates;and dates',
  ],
  [
    'how_big_was_it',
    'how big was it;how much was it;how large was it;and how big was it;and how much was it;and how much;how high was it;and for how much;for how much;and what amount;and how large was it;and how large;and how big;and its amount;and its size;and what was it;with amount;with amounts;with the amount;with dates and amounts;with date and amount;and how high was it',
  ],
  [
    'all_in',
    'fees included;fee included;including fees;including fee;incl fees;with fees;including commissions;commissions included;all in;including costs;costs included;including all fees;fees and taxes included;including fees and taxes;inclusive of fees',
  ],
  [
    'mismatch',
    'not match;do not match;does not match;did not match;not reconcile;do not reconcile;does not reconcile;did not reconcile;disagree with;disagree;differ from;differ;' +
      'not agree with;do not agree with;does not agree with;did not agree with;differs from;not tie out;mismatched;failed to reconcile;fail to reconcile;fails to reconcile;not reconciled;failed to match;unreconciled;do not agree;not agree',
  ],
  [
    'gross',
    'gross of fees;gross of fee;before fees;before fee;gross;before costs;excluding fees;without fees;fees excluded;before deducting fees;before advisory fees;before charges',
  ],
  [
    'net',
    'after fees;after fee;after all fees;net of fees;net of fee;net of all fees;after costs;after all costs;after charges;net of charges;net of costs',
  ],
  [
    'annualized',
    'annualized;annualised;per annum;p.a;pa;per year annualized;on an annualized basis;on an annual basis;annually compounded;yearly average;compounded;compound',
  ],
  [
    'time_series',
    'develop;developed;over time;develop over time;evolve;evolved;evolve over time;history of;the history of;trend;trend of;the trend of;time series;time series of;history;development of;course of;track;progress;progressed;graph;chart;plot;graph of;chart of;plot of;evolution;evolution of;evolution of the;development;progression;progression of;timeline;timeline of;trajectory;a chart of;a graph of;the evolution of;the development of',
  ],
  ['short', 'short;sold short;shorted;shorting'],
  ['long', 'long'],
  [
    'under_water',
    'are down;is down;were down;was down;am i down on;are we down on;am i losing on;are we losing on;am i losing money on;are we losing money on;that are down;that is down;currently down;under water;underwater;at a loss;losing money;in the red;with a loss;losing;with losses;showing a loss;below cost;in loss;in negative territory;sitting on a loss;sitting on losses;with an unrealized loss;with unrealized losses;down;gone down;go down;trading below cost;below their cost;below its cost;worth less than they cost;worth less than i paid;worth less than i paid for them;have lost money;lost money;loss harvesting candidates;tax loss harvesting candidates;loss harvesting opportunities;tax loss harvesting opportunities;harvest any losses;harvest losses;losses to harvest;harvest for losses;losses i can harvest;losses could i harvest;losses can i harvest;can i harvest any losses;can i harvest losses;could i harvest any losses;are there any losses to harvest;are losers;losers;made a loss;make a loss;making a loss;loss making;lossmaking;with a negative unrealized gain',
  ],
  [
    'in_profit',
    'are up;is up;were up;was up;am i up on;are we up on;am i making money on;are we making money on;that are up;that is up;currently up;in profit;up;gone up;go up;at a profit;at a gain;making money;in the black;with a gain;with gains;showing a gain;in the money;profitable;above cost;sitting on a gain;sitting on gains;with an unrealized gain;with unrealized gains;in the green;winners;worth more than they cost;worth more than i paid for them;made money;made a profit;make a profit;making a profit;turned a profit;with a profit',
  ],
  ['open', 'open;active;still open;currently open'],
  ['closed', 'closed;closed down;no longer open;terminated;shut;that have been closed'],
  ['inactive', 'inactive;dormant;sitting inactive'],
  ['opened', 'opened;new;newly opened;that were opened;were opened;was opened;set up;that opened'],
  [
    'without',
    'without;have never;has never;that never;who never;had never;has not made a;have not made a;did not make a;has not made any;have not made any;did not have a;has not had a;have not had a;paid no;did not pay;did not pay a;did not pay any;do not pay;does not pay;do not pay any;have not paid;have not paid a;have not paid any;has not paid;has not paid a;has not paid any;pays no;pay no;paying no;received no;receives no;receive no;receiving no;earned no;had no;with no;without any;have no;has no;that have no;who have no;lacking;do not have;does not have;who do not have;that do not have;with zero;having no;have never had;never had;have never made;have not had;missing;has not got;have not got;hold no;holds no;held no;own no;owns no;holding no;owning no;do not hold;does not hold;that do not hold;who do not hold;that does not hold;who does not hold;do not own;does not own;who do not own;who does not own;that do not own;not holding;not owning;do not hold any;does not hold any;do not own any;does not own any;do not have any;does not have any;who do not have any;that do not have any;made no;did not make any;not invested in;are not invested in;is not invested in;have not;has not;had not;did not;do not;does not;who have not;who did not;who do not;that have not;that did not;that do not;with none of;have none of;hold none of;own none of',
  ],
  [
    'as_word',
    'as;labelled as;labeled as;described as;tagged as;marked as;labelled;labeled;described;booked as;called',
  ],
  [
    'about',
    'about;mentioning;mention;mentions;containing;that mention;whose description contains;with description;with the description;whose description mentions;with the word;with the words;for the purpose of;where the description says;where the description contains;where the description mentions;with a description containing;whose description includes;with a description of;description contains;description;memo;with memo;with the memo',
  ],
  ...DIALOGUE_WORDS,
];
