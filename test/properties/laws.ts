/**
 * What holds of the published tables of any firm, as queries over the tables of schema `name` that give the rows that
 * break it.
 */
export function lawsOf(name: string): Readonly<Record<string, string>> {
  const of = (table: string): string => `${name}.${table}`;
  return {
    'lots sum to positions': `
      SELECT * FROM
        (SELECT account_id, currency, security_id, sum(quantity) AS quantity, sum(cost_basis) AS cost FROM ${of('lots')} GROUP BY ALL)
        FULL JOIN (SELECT account_id, currency, security_id, quantity AS held, cost_basis AS held_cost FROM ${of('holdings')} WHERE NOT starts_with(security_id, 'CASH:'))
        USING (account_id, currency, security_id)
      WHERE quantity IS DISTINCT FROM held OR cost IS DISTINCT FROM held_cost`,
    'the last interval of a position is what is held': `
      SELECT * FROM
        (SELECT account_id, currency, security_id, quantity, cost_basis FROM ${of('positions')} WHERE to_date = (SELECT max(value_date) FROM ${of('daily_values')}))
        FULL JOIN (SELECT account_id, currency, security_id, quantity AS held, cost_basis AS held_cost FROM ${of('holdings')})
        USING (account_id, currency, security_id)
      WHERE quantity IS DISTINCT FROM held OR cost_basis IS DISTINCT FROM held_cost`,
    'every day from the first to the last has one value': `
      SELECT account_id, currency FROM ${of('daily_values')} GROUP BY ALL
      HAVING count(*) <> max(value_date) - min(value_date) + 1 OR count(DISTINCT value_date) <> count(*)`,
    'net contributions of every day are its flows': `
      SELECT * FROM
        (SELECT account_id, currency, value_date AS day, inflow - outflow AS net FROM ${of('daily_values')})
        FULL JOIN (SELECT account_id, currency, trade_date AS day, sum(amount) AS flows FROM ${of('cash_flows')} GROUP BY ALL)
        USING (account_id, currency, day)
      WHERE coalesce(net, 0) <> coalesce(flows, 0)`,
    'income and fees of every day are its bookings': `
      SELECT account_id, currency, day, sum(income) AS income, sum(fees) AS fees FROM (
        SELECT account_id, currency, value_date AS day, income, fees FROM ${of('daily_values')}
        UNION ALL SELECT account_id, currency, trade_date, -amount, 0 FROM ${of('income')}
        UNION ALL SELECT account_id, currency, trade_date, 0, -amount FROM ${of('fees')}) GROUP BY ALL
      HAVING sum(income) <> 0 OR sum(fees) <> 0`,
    'opening value + net contributions + gain = closing value over every range of days': `
      WITH days AS (SELECT *, market_value - coalesce(lag(market_value) OVER w, 0) - inflow + outflow AS gain
          FROM ${of('daily_values')} WINDOW w AS (PARTITION BY account_id, currency ORDER BY value_date)),
        sums AS (SELECT *, sum(gain) OVER w AS gains, sum(inflow - outflow) OVER w AS net FROM days
          WINDOW w AS (PARTITION BY account_id, currency ORDER BY value_date)),
        flows AS (SELECT s.account_id, s.currency, s.value_date, coalesce(sum(f.amount), 0) AS amount FROM sums s
          LEFT JOIN ${of('cash_flows')} f ON f.account_id = s.account_id AND f.currency = s.currency AND f.trade_date <= s.value_date GROUP BY ALL)
      SELECT s.account_id, s.value_date FROM sums s JOIN flows f USING (account_id, currency, value_date)
      WHERE s.net <> f.amount OR s.gains + f.amount <> s.market_value`,
    'months are the sums of their days': `
      SELECT * FROM
        (SELECT account_id, currency, date_trunc('month', value_date)::DATE AS month, sum(inflow) AS i, sum(outflow) AS o, sum(income) AS n, sum(fees) AS f,
          arg_max(market_value, value_date) AS v FROM ${of('daily_values')} GROUP BY ALL)
        FULL JOIN ${of('monthly_values')} USING (account_id, currency, month)
      WHERE i IS DISTINCT FROM inflow OR o IS DISTINCT FROM outflow OR n IS DISTINCT FROM income OR f IS DISTINCT FROM fees OR v IS DISTINCT FROM market_value`,
    'a month opens with the value at which the last one closed': `
      SELECT * FROM (SELECT *, lag(market_value, 1, 0) OVER (PARTITION BY account_id, currency ORDER BY month) AS before FROM ${of('monthly_values')})
      WHERE before <> opening_value`,
    'the last day is worth what is held, and costs what the lots cost': `
      SELECT * FROM
        (SELECT account_id, currency, arg_max(market_value, value_date) AS value, arg_max(cost_basis, value_date) AS cost FROM ${of('daily_values')} GROUP BY ALL)
        LEFT JOIN (SELECT account_id, currency, sum(market_value) AS held, sum(cost_basis) AS lots FROM ${of('holdings')} GROUP BY ALL) USING (account_id, currency)
      WHERE abs(value - coalesce(held, 0)) > 0.0000005 OR cost <> coalesce(lots, 0)`,
    'classes sum to the value at the end of each month': `
      SELECT * FROM ${of('monthly_values')} m
        LEFT JOIN (SELECT account_id, currency, month, sum(market_value) AS classes FROM ${of('allocations')} GROUP BY ALL) USING (account_id, currency, month)
      WHERE abs(m.market_value - coalesce(classes, 0)) > 0.0000005`,
    'a gain is proceeds less cost': `SELECT * FROM ${of('realized_gains')} WHERE amount <> proceeds - cost_basis`,
    'both legs of a transfer inside a client are there': `
      SELECT transfer_id FROM ${of('cash_flows')} f JOIN ${of('accounts')} a USING (account_id) JOIN ${of('portfolios')} p USING (portfolio_id)
      WHERE transfer_id IS NOT NULL AND f.currency = a.currency
      GROUP BY transfer_id, client_id HAVING count(DISTINCT account_id) <> 2`,
    'every row is in its account’s currencies': `
      SELECT DISTINCT d.account_id FROM ${of('daily_values')} d LEFT JOIN ${of('accounts')} a USING (account_id) WHERE a.account_id IS NULL`,
  };
}
