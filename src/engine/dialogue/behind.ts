import { METRICS } from '../../model/index.ts';
import type { Filter, Plan, Subject } from '../../vocabulary/plan.ts';
import { isSound } from '../understand/assemble/sound.ts';

const VERB = String.raw`(?:(?:can|could|may) (?:i|we|you) (?:see|show(?: me| us)?|list)|let (?:me|us) see|show(?: me| us)?|list|give (?:me|us)|display|see|print|pull up|get(?: me)?|what (?:are|were)|which (?:are|were)|i(?:'d| would) like to see|i want to see|itemi[sz]e|enumerate|detail)`;
const WHICH = String.raw`(?:all|each|every one|the|those|these|its|individual|underlying|single|corresponding|actual|relevant|of)`;
const ROWS = String.raw`(?:bookings?|transactions?|entries|entry|payments?|rows?|lines?|postings?|records?|details?|items?|trades?|movements?|positions|holdings)`;
const TAIL = String.raw`(?:\s+(?:behind|underlying|under|that make up|making up|for|of|in|to)\s+(?:it|that|this|them|those|these|(?:the|that|this) (?:figure|number|amount|total|sum|result|answer)))?`;
const END = String.raw`\s*(?:individually|one by one|in detail|please|then)*\s*[?.!]*$`;

/** 'Show the bookings', 'the transactions behind that', 'the individual payments'. */
const BOOKINGS = new RegExp(`^(?:${VERB}\\s+)?(?:${WHICH}\\s+)*${ROWS}${TAIL}${END}`, 'i');
/** 'List them', 'which ones?', 'what are they?'. */
const THEM = new RegExp(
  String.raw`^(?:(?:${VERB}|break (?:them|it) out)\s+(?:them(?: all)?|those|these|it|they|each(?: one)?|all of them|the list)(?: all| out)?|which (?:ones?|(?:are|were) (?:they|those|these|it))|what (?:are|were) (?:they|those|these)|drill (?:down|in(?:to it)?)|(?:give me |show me )?the details|in detail|itemi[sz]e(?: it| that| them)?|one by one)${END}`,
  'i',
);

/** Whether a follow-up asks for the rows that a figure is made of. */
export function asksForRows(text: string): boolean {
  return BOOKINGS.test(text) || THEM.test(text);
}

const kind = (
  dimension: 'income_kind' | 'fee_kind' | 'term' | 'transaction_type',
  ...values: readonly string[]
): Filter => ({
  kind: 'in',
  dimension,
  values,
  negated: false,
});
const above = (field: 'fee' | 'tax'): Filter => ({ kind: 'threshold', field, comparison: '>', value: '0' });

/** The rows that a figure adds up, and what they have in common. */
const ROWS_OF: Readonly<Record<string, readonly [Subject, ...Filter[]]>> = {
  income: ['income'],
  payment_count: ['income'],
  dividends: ['income', kind('income_kind', 'dividend')],
  interest: ['income', kind('income_kind', 'interest')],
  yield: ['income'],
  fees: ['fees'],
  fee_rate: ['fees'],
  advisory_fees: ['fees', kind('fee_kind', 'advisory')],
  custody_fees: ['fees', kind('fee_kind', 'custody')],
  account_fees: ['fees', kind('fee_kind', 'account')],
  commissions: ['fees', kind('fee_kind', 'commission')],
  taxes: ['transactions', above('tax')],
  deposits: ['transactions', kind('transaction_type', 'DEPOSIT')],
  withdrawals: ['transactions', kind('transaction_type', 'WITHDRAWAL')],
  purchases: ['transactions', kind('transaction_type', 'BUY')],
  sales: ['transactions', kind('transaction_type', 'SELL')],
  proceeds: ['transactions', kind('transaction_type', 'SELL')],
  reinvested_dividends: ['transactions', kind('transaction_type', 'REINVEST')],
  transaction_count: ['transactions'],
  transaction_amount: ['transactions'],
  inflows: ['cash_flows'],
  outflows: ['cash_flows'],
  net_contributions: ['cash_flows'],
  realized_gain: ['realized_gains'],
  realized_gain_short: ['realized_gains', kind('term', 'short')],
  realized_gain_long: ['realized_gains', kind('term', 'long')],
  lot_count: ['lots'],
  break_count: ['reconciliation'],
  finding_count: ['findings'],
  account_count: ['accounts'],
  portfolio_count: ['portfolios'],
  client_count: ['clients'],
  advisor_count: ['advisors'],
};

const ROW_SUBJECTS: ReadonlySet<Subject> = new Set([
  'transactions',
  'income',
  'fees',
  'cash_flows',
  'realized_gains',
  'lots',
  'reconciliation',
]);

/** The listing of the rows behind a Plan's figure; null where a figure is not made of rows. */
export function rowsBehind(last: Plan): Plan | null {
  const plain = { by: [], having: [], order: null, limit: null, derive: null, currency: null } as const;
  if (ROW_SUBJECTS.has(last.subject)) {
    const isWhole = last.derive === null && last.limit === null;
    return isWhole ? null : checked({ ...last, ...plain, metrics: [] });
  }
  if (last.subject !== 'figures') return null;
  const [metric = '', more] = last.metrics;
  const found = more === undefined ? ROWS_OF[metric] : undefined;
  if (found) {
    const [subject, ...where] = found;
    const known = new Set(last.where.map((filter) => JSON.stringify(filter)));
    const fresh = where.filter((filter) => !known.has(JSON.stringify(filter)));
    return checked({ ...last, ...plain, subject, metrics: [], where: [...last.where, ...fresh] });
  }
  const ofPositions = METRICS.get(metric)?.facts.includes('positions') === true;
  const isPoint = last.periods.every(({ pointInTime }) => pointInTime);
  return ofPositions && isPoint && last.periods.length === 1
    ? checked({ ...last, ...plain, subject: 'holdings', metrics: [] })
    : null;
}

function checked({ limitPer: _limitPer, shareOf: _shareOf, ...plan }: Plan): Plan | null {
  return isSound(plan) ? plan : null;
}
