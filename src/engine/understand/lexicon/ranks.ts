import type { Rank } from '../chart/items.ts';

export interface RankWord extends Omit<Rank, 'limit' | 'place' | 'nominal'> {
  /** Names what it ranks: a holding. */
  readonly nominal?: true;
  readonly words: string;
}

/** Superlatives and what they order by. */
export const RANKS: readonly RankWord[] = [
  {
    direction: 'desc',
    tone: 'quality',
    both: true,
    words:
      'best and worst;best and worst performing;best and worst performer;worst and best;best and the worst;strongest and weakest',
  },
  {
    direction: 'desc',
    tone: 'quality',
    both: true,
    nominal: true,
    words:
      'biggest winner and loser;biggest winner and biggest loser;top winner and loser;top winner and top loser;biggest gainer and loser;biggest gainer and biggest loser;top gainer and loser;largest gainer and loser;biggest gainer and decliner;winner and loser;best and worst stock pick;top and bottom performer;best performer and worst performer;biggest loser and biggest winner;biggest loser and winner',
  },
  {
    direction: 'desc',
    tone: 'size',
    both: true,
    words:
      'highest and lowest;lowest and highest;largest and smallest;smallest and largest;biggest and smallest;smallest and biggest',
  },
  {
    direction: 'desc',
    tone: 'size',
    words:
      'top;largest single;biggest single;single largest;single biggest;highest single;heaviest;main;major;richest;wealthiest;larger;bigger;higher;greater;most valuable;largest by value;furthest;farthest;deepest;steepest',
  },
  {
    direction: 'desc',
    tone: 'size',
    overTime: true,
    words:
      'largest;biggest;highest;greatest;maximum;max;grosste;grossten;hochste;peak;all time high;high;highest point;high point;highest level;high water mark;highest mark',
  },
  {
    direction: 'asc',
    tone: 'size',
    words: 'smallest single;single smallest;lowest single;least valuable;tiniest;bottom;smaller;lower',
  },
  {
    direction: 'asc',
    tone: 'size',
    overTime: true,
    words:
      'smallest;lowest;minimum;min;kleinste;kleinsten;niedrigste;all time low;lowest point;low point;lowest level;lowest mark',
  },
  {
    direction: 'desc',
    tone: 'quality',
    words:
      'best;strongest;best performing;top performing;most profitable;best-performing;better;beste;besten;stronger;most successful;gained the most;did best;performed best;performed the best;did the best;did better;performed better;best performed;fastest growing;growing the fastest;grew the fastest;growing fastest;grown the most;grew the most;grew fastest;grew the quickest;grew quickest;grown the fastest;grown fastest;growing the quickest;growing quickest',
  },
  {
    direction: 'asc',
    tone: 'quality',
    words:
      'worst;weakest;worst performing;poorest;least profitable;worst-performing;worse;schlechteste;schlechtesten;weaker;did worst;performed worst;performed the worst;did the worst;did worse;performed worse;worst performed',
  },
  { direction: 'asc', tone: 'quality', sided: true, words: 'lost the most;lost most' },
  {
    direction: 'desc',
    tone: 'quality',
    nominal: true,
    words: 'best performer;top performer;best mover;top mover;strongest performer',
  },
  {
    direction: 'desc',
    tone: 'quality',
    nominal: true,
    sided: true,
    words: 'biggest winner;biggest gainer;top gainer;top winner;largest gainer;largest winner;best gainer',
  },
  {
    direction: 'asc',
    tone: 'quality',
    nominal: true,
    words:
      'worst performer;bottom performer;weakest performer;worst mover;poorest performer;biggest detractor;largest detractor;worst detractor;top detractor;biggest drag;largest drag;worst drag',
  },
  {
    direction: 'asc',
    tone: 'quality',
    nominal: true,
    sided: true,
    words: 'biggest loser;biggest decliner;top loser;largest loser;worst loser',
  },
  {
    direction: 'desc',
    tone: 'size',
    metric: 'volatility',
    words: 'riskiest;riskier;most volatile;more volatile;most risky;more risky',
  },
  {
    direction: 'asc',
    tone: 'size',
    metric: 'volatility',
    words: 'least risky;least volatile;less volatile;less risky;safest;calmest;calmer;steadiest;steadier',
  },
  {
    direction: 'asc',
    tone: 'size',
    metric: 'gain',
    words:
      'lost the most money;lost most money;lose the most money;lost me the most money;lost me the most;lost us the most money;lost the most value;lost the most in value;hurt me most;hurt me the most;hurt us most;hurt us the most;hurt the most;hurt most;hurt my return most;hurt my return the most;hurt my performance most;hurt my performance the most;hurt performance most;hurt performance the most;cost me the most money;cost me most money;dragged me down the most;dragged performance down the most;weighed on performance the most;weighed most on performance;detracted most;detracted the most',
  },
  {
    direction: 'desc',
    tone: 'size',
    metric: 'gain',
    words:
      'contributed most to my gain;contributed the most to my gain;contributed most to our gain;contributed the most to our gain;contributed most to the gain;contributed the most to the gain;contributed most to my return;contributed the most to my return;contributed most to the return;contributed the most to the return;contributed most to performance;contributed the most to performance;contributed most to my performance;contributed the most to my performance;made the most money;made most money;make the most money;made me the most money;made us the most money;gained the most money;gained the most value;gained the most in value;earned me the most money;earned the most money;helped me most;helped me the most;helped us most;helped the most;helped most;helped my return most;helped my return the most;helped performance most;helped performance the most;helped my performance the most;biggest contributor to my gain;biggest contributor to the gain;biggest contributor to my return;biggest contributor to the return;biggest contributor to performance;biggest contributor to my performance;top contributor to performance;top contributor to return;biggest driver of my return;biggest driver of performance;contributed the most;contributed most',
  },
  {
    direction: 'desc',
    tone: 'size',
    metric: 'transaction_count',
    words: 'busiest;most active;most heavily traded;most frequently traded',
  },
  { direction: 'asc', tone: 'size', metric: 'transaction_count', words: 'quietest;least active' },
  {
    direction: 'desc',
    tone: 'size',
    metric: 'client_count',
    words:
      'most widely held;most widely owned;most popular;most commonly held;most commonly owned;most common;most frequently held;most often held;most held;most owned;most broadly held;held by the most client;owned by the most client;held by most client;owned by most client;held by the most people;owned by the most people;held by the largest number of client',
  },
  {
    direction: 'desc',
    tone: 'size',
    metric: 'account_count',
    words:
      'held by the most account;owned by the most account;held by most account;in the most account;held in the most account;held in most account;held across the most account',
  },
  { direction: 'desc', tone: 'size', metric: 'price', words: 'most expensive;priciest;dearest' },
  { direction: 'asc', tone: 'size', metric: 'price', words: 'least expensive;cheapest' },
  { direction: 'desc', tone: 'amount', words: 'most;the most;meisten;more' },
  { direction: 'asc', tone: 'amount', words: 'least;fewest;the least;the fewest;wenigsten;fewer;less' },
];
