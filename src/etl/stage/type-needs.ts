import type { TransactionType } from '../../model/source-tables.ts';
import type { Check } from './checks.ts';

type Sign = 'positive' | 'negative' | 'other than zero';

interface Need {
  readonly column: 'security_id' | 'quantity' | 'price' | 'related_security_id' | 'cost_fraction';
  readonly sign?: Sign;
}

const security: Need = { column: 'security_id' };
const related: Need = { column: 'related_security_id' };
const price: Need = { column: 'price' };
const quantity = (sign: Sign): Need => ({ column: 'quantity', sign });

/** What a booking of a type cannot do without (source-data: Transactions); a type that is not named needs nothing. */
const NEEDS: Readonly<Partial<Record<TransactionType, readonly Need[]>>> = {
  BUY: [security, quantity('positive'), price],
  SELL: [security, quantity('negative'), price],
  REINVEST: [security, quantity('positive'), price],
  TRANSFER_IN: [security, quantity('positive')],
  TRANSFER_OUT: [security, quantity('negative')],
  SPLIT: [security, quantity('other than zero')],
  SPINOFF: [security, quantity('positive'), related, { column: 'cost_fraction' }],
  MERGER: [security, quantity('positive'), related],
  RETURN_OF_CAPITAL: [security],
};

const COMPARISON: Readonly<Record<Sign, string>> = {
  positive: '<= 0',
  negative: '>= 0',
  'other than zero': '= 0',
};

const WORDS: Readonly<Record<Need['column'], string>> = {
  security_id: 'a security',
  quantity: 'a quantity',
  price: 'a price',
  related_security_id: 'a related security',
  cost_fraction: 'a cost fraction',
};

/** Each type's own needs, as checks. */
export const TYPE_NEEDS: readonly Check[] = [
  ...Object.entries(NEEDS).flatMap(([type, needs]) =>
    needs.flatMap((need) => [lacking(type, need), ...wrongSign(type, need)]),
  ),
  {
    column: 'cost_fraction',
    reason: 'a cost fraction lies between 0 and 1',
    failed: "t.type = 'SPINOFF' AND (t.v_cost_fraction < 0 OR t.v_cost_fraction > 1)",
    reference: false,
  },
  {
    column: 'security_id',
    reason: 'an ADJUSTMENT of a quantity needs a security',
    failed: "t.type = 'ADJUSTMENT' AND t.v_quantity <> 0 AND t.security_id IS NULL",
    reference: false,
  },
];

function lacking(type: string, need: Need): Check {
  return {
    column: need.column,
    reason: `${article(type)} ${type} needs ${WORDS[need.column]}`,
    failed: `t.type = '${type}' AND t.${need.column} IS NULL`,
    reference: false,
  };
}

function wrongSign(type: string, need: Need): readonly Check[] {
  if (need.sign === undefined) return [];
  return [
    {
      column: need.column,
      reason: `the ${need.column} of ${article(type)} ${type} is ${need.sign}`,
      failed: `t.type = '${type}' AND t.v_${need.column} ${COMPARISON[need.sign]}`,
      reference: false,
    },
  ];
}

function article(type: string): string {
  return /^[AEIOU]/.test(type) ? 'an' : 'a';
}
