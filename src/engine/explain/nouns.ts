import { ORDINALS } from '../../vocabulary/ordinals.ts';
import type { Plan, Subject } from '../../vocabulary/plan.ts';

/** What a row of each subject is called, one and many. */
const NOUNS: Readonly<Record<Subject, readonly [string, string]>> = {
  figures: ['figure', 'figures'],
  holdings: ['holding', 'holdings'],
  transactions: ['transaction', 'transactions'],
  lots: ['open lot', 'open lots'],
  realized_gains: ['closed lot', 'closed lots'],
  income: ['income payment', 'income payments'],
  cash_flows: ['flow', 'flows'],
  fees: ['fee', 'fees'],
  accounts: ['account', 'accounts'],
  portfolios: ['portfolio', 'portfolios'],
  clients: ['client', 'clients'],
  advisors: ['advisor', 'advisors'],
  reconciliation: ['reconciliation break', 'reconciliation breaks'],
  findings: ['finding in the data', 'findings in the data'],
};

export function subjectNoun(subject: Plan['subject'], count: number): string {
  const [one, many] = NOUNS[subject];
  return count === 1 ? one : many;
}

/** A heading inside a sentence: 'market value'; names keep their capital. */
export function lowered(label: string): string {
  return label.startsWith('Sharpe') ? label : label.charAt(0).toLowerCase() + label.slice(1);
}

/** Whether a heading is many: 'Fees were', 'the cost basis was'. */
export function isPlural(label: string): boolean {
  const [head = ''] = label.split(/ (?:in|of) /);
  return /[^s]s\b/.test(head.split(' ').at(-1) ?? '') && !/basis$/i.test(head);
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** 'a', 'a and b', 'a, b and c'; with semicolons where the parts hold commas. */
export function joined(items: readonly string[], separator = ', '): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(separator)} and ${items.at(-1) ?? ''}`;
}

/** 'second', 'third'; from the eleventh place on in figures: '11th', '22nd'. */
export function ordinal(place: number): string {
  const word = ORDINALS[place];
  if (word !== undefined && word !== '') return word;
  const [last, teens] = [place % 10, Math.floor(place / 10) % 10 === 1];
  const ending = teens ? 'th' : (['th', 'st', 'nd', 'rd'][last] ?? 'th');
  return `${place}${ending}`;
}
