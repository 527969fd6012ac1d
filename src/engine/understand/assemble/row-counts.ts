import type { Subject } from '../../../vocabulary/plan.ts';

/** The metric that counts the rows of a subject. */
export const COUNTS: Readonly<Partial<Record<Subject, string>>> = {
  transactions: 'transaction_count',
  income: 'payment_count',
  lots: 'lot_count',
  accounts: 'account_count',
  portfolios: 'portfolio_count',
  clients: 'client_count',
  advisors: 'advisor_count',
  reconciliation: 'break_count',
  findings: 'finding_count',
};
