// The peer: runs where its packages were installed, on the tables that it is told, and prints how long each query took.
import { defineCube, SemanticLayerCompiler } from 'drizzle-cube/server';
import { eq, inArray } from 'drizzle-orm';
import { date, decimal, mysqlTable, varchar } from 'drizzle-orm/mysql-core';
import { drizzle } from 'drizzle-orm/mysql2';
import mysql from 'mysql2/promise';

const { url, scopes, queries, rounds } = JSON.parse(process.argv[2]);
const pool = mysql.createPool({ uri: url, connectionLimit: 4, timezone: 'Z' });
const [[{ name: table }]] = await pool.query(
  "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name LIKE 'transactions%'",
);
const bookings = mysqlTable(table, {
  id: varchar('transaction_id', { length: 180 }),
  account: varchar('account_id', { length: 180 }),
  day: date('trade_date', { mode: 'string' }),
  type: varchar('type', { length: 180 }),
  security: varchar('security_id', { length: 180 }),
  amount: decimal('amount', { precision: 38, scale: 8 }),
});
const layer = new SemanticLayerCompiler({ drizzle: drizzle(pool), engineType: 'mysql' });
layer.registerCube(
  defineCube('Bookings', {
    sql: ({ securityContext: { accounts } }) => ({
      from: bookings,
      ...(accounts === null
        ? {}
        : {
            where:
              accounts.length === 1 ? eq(bookings.account, accounts[0]) : inArray(bookings.account, accounts),
          }),
    }),
    measures: {
      count: { name: 'count', type: 'count', sql: () => bookings.id },
      amount: { name: 'amount', type: 'sum', sql: () => bookings.amount },
    },
    dimensions: {
      day: { name: 'day', type: 'time', sql: () => bookings.day },
      type: { name: 'type', type: 'string', sql: () => bookings.type },
      security: { name: 'security', type: 'string', sql: () => bookings.security },
    },
  }),
);
const times = [];
for (let round = 0; round < rounds; round += 1) {
  for (const accounts of scopes) {
    for (const [name, query] of Object.entries(queries)) {
      const start = performance.now();
      const { data } = await layer.execute(query, { accounts });
      times.push({
        round,
        accounts: accounts?.length ?? null,
        name,
        ms: performance.now() - start,
        rows: data.length,
      });
    }
  }
}
await pool.end();
process.stdout.write(JSON.stringify(times));
