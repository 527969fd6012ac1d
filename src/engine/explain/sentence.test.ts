import { describe, expect, test } from 'vitest';
import { firmNamed } from '../../../test/golden/firm.ts';
import { dayOf } from '../../vocabulary/day.ts';
import { DEFAULT_LOCALE } from '../../vocabulary/locale.ts';
import type { Plan } from '../../vocabulary/plan.ts';
import type { Column } from '../../vocabulary/rows.ts';
import { resolveScope } from '../scope.ts';
import { sentence } from './sentence.ts';
import type { Told } from './telling.ts';
import { planOf } from '../../vocabulary/plan.fixture.ts';

const TO = dayOf('2021-06-30');

const PLAN: Plan = planOf({
  metrics: ['market_value'],
  periods: [{ from: null, to: TO, label: '30 Jun 2021', pointInTime: true }],
});

/** Of a firm in which two clients have a portfolio of one name. */
const FIRM = firmNamed((name) => name.replace('Momentum', 'Growth'));

const ASKED = resolveScope(
  { user: 'o', name: 'O', role: 'owner', advisorId: null, clientId: null, accounts: 'all' },
  {},
  FIRM,
);

const PORTFOLIO: readonly Column[] = [
  { name: 'portfolio', label: 'Portfolio', type: 'string' },
  { name: 'portfolio_id', label: 'Portfolio ID', type: 'string' },
  { name: 'market_value', label: 'Market value', type: 'money', currency: 'USD' },
];

function said(plan: Partial<Plan>, table: Told['table']): string {
  const spans = [{ label: '2021-06-30', from: TO, to: TO }];
  const made = { ...PLAN, ...plan };
  const told = { subject: made.subject, plan: made, asked: ASKED, spans, table, catalog: FIRM };
  return sentence({ ...told, currency: 'USD', locale: DEFAULT_LOCALE }).text;
}

describe('a sentence', () => {
  test('says whose things are that share a name, and no more of the others', () => {
    const rows = [
      ['Growth', 'P-30', '20.00'],
      ['Growth', 'P-40', '10.00'],
      ['Nordic', 'P-50', '5.00'],
    ];
    expect(said({ by: ['portfolio'] }, { columns: PORTFOLIO, rows })).toContain(
      'Growth of Akira & Lena Sato $20.00; Growth of Gideon Marlowe $10.00 and Nordic $5.00.',
    );
    const [first = []] = rows;
    const best = { by: ['portfolio'], order: { by: 'market_value', direction: 'desc' }, limit: 1 } as const;
    expect(said({ ...best, derive: 'extreme' }, { columns: PORTFOLIO, rows: [first] })).toMatch(
      /: Growth of Akira & Lena Sato\.$/,
    );
  });

  test('says a price of its security alone', () => {
    const where = [{ kind: 'in', dimension: 'security', values: ['Z3'], negated: false }] as const;
    const columns: readonly Column[] = [{ name: 'price', label: 'Price', type: 'number' }];
    expect(said({ metrics: ['price'], where }, { columns, rows: [[12.5]] })).toMatch(
      /^The price of Helix Pharma AG is 12\.5 /,
    );
  });

  test('says of what there are none', () => {
    const having = [{ metric: 'market_value', comparison: '>', value: '100' }] as const;
    const table = { columns: PORTFOLIO, rows: [] };
    expect(said({ by: ['portfolio'], having }, table)).toMatch(/^There are no portfolios of that kind /);
    expect(said({ metrics: ['break_count'], by: ['custodian'] }, table)).toMatch(
      /^There are no figures of breaks by custodian /,
    );
  });
});
