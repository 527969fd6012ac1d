import type { Drafted } from './draft.ts';
import { cell, dayOf, numberOf, PartDraft } from './draft.ts';
import type { ProposalContext } from './proposal-context.ts';

/** Proposes positions, closes and exchange rates. */

const DAY_IN_NAME = String.raw`(\d{4})[-_.]?(\d{2})[-_.]?(\d{2})`;

export function proposeHoldings(context: ProposalContext): Drafted {
  const { table, inputs } = context;
  const draft = new PartDraft(table);
  draft.set('account_id', context.account, context.accountDoubt);
  draft.set('security_id', context.security);
  const day = draft.role('day');
  if (day === null) {
    const told = `regexp_replace(regexp_extract(file_name, '${DAY_IN_NAME}'), '${DAY_IN_NAME}', '\\1-\\2-\\3')`;
    draft.set(
      'as_of_date',
      `nullif(${told}, '')`,
      'no column has the day of the positions: it is read from the name of the file',
    );
  } else {
    const { sql, doubt } = dayOf(day);
    draft.setFrom('as_of_date', 'day', sql);
    if (doubt !== null) draft.doubt('as_of_date', doubt);
  }
  for (const [column, role] of [
    ['quantity', 'quantity'],
    ['price', 'price'],
    ['market_value', 'market_value'],
    ['cost_basis', 'cost_basis'],
  ] as const) {
    const found = draft.role(role) ?? (role === 'market_value' ? draft.role('amount') : null);
    if (found === null) continue;
    if (table.roles.has(role)) draft.setFrom(column, role, numberOf(found));
    else draft.set(column, numberOf(found), `is ${found.name} what a position is worth?`);
  }
  draft.set('currency', context.currency, context.currencyDoubt);
  const quantity = table.roles.get('quantity')?.column;
  const lines = quantity !== undefined && quantity.filled < quantity.values.length;
  if (lines) draft.doubt('', `rows without a ${quantity.name} are left out`);
  return draft.drafted('holdings', lines ? { where: `${numberOf(quantity)} IS NOT NULL` } : {}, inputs);
}

export function proposePrices(context: ProposalContext): Drafted {
  const { table, inputs } = context;
  const draft = new PartDraft(table);
  draft.set('security_id', context.security);
  const day = draft.role('day');
  if (day !== null) draft.set('price_date', dayOf(day).sql, dayOf(day).doubt);
  const role = table.roles.has('price') ? 'price' : 'rate';
  const close = draft.role(role);
  if (close !== null) draft.setFrom('close', role, numberOf(close));
  return draft.drafted('prices', {}, inputs);
}

export function proposeRates({ table, inputs }: ProposalContext): Drafted {
  const draft = new PartDraft(table);
  const day = draft.role('day');
  if (day !== null) draft.set('rate_date', dayOf(day).sql, dayOf(day).doubt);
  const from = draft.role('from_currency') ?? draft.role('currency');
  const to = draft.role('to_currency') ?? draft.role('currency');
  draft.set('from_currency', from === null ? null : `upper(trim(${cell(from)}))`);
  draft.set('to_currency', to === null ? null : `upper(trim(${cell(to)}))`);
  const rate = draft.role('rate') ?? draft.role('price') ?? draft.role('amount') ?? draft.role('quantity');
  draft.set(
    'rate',
    rate === null ? null : numberOf(rate),
    'one unit of from_currency should buy this much of to_currency',
  );
  return draft.drafted('fx_rates', {}, inputs);
}
