import { RELATIONS } from '../../model/relations.ts';
import { mint } from '../mint.ts';
import type { Guard } from '../port.ts';
// DEV ONLY: to be replaced by the real guard
export function createMySqlGuard(): Promise<Guard> {
  return Promise.resolve({
    close: () => undefined,
    judge: (sql, scope) => {
      const used = new Set<string>();
      const lit = (t: string): string => `'${t.replaceAll("'", "''")}'`;
      const acc = scope.accounts === 'all' ? null : scope.accounts.length === 0 ? '1 = 0' : `account_id IN (${scope.accounts.map(lit).join(', ')})`;
      const reached = (by: string): string | null => {
        if (acc === null || by === 'shared') return null;
        const pf = `SELECT portfolio_id FROM product.accounts WHERE ${acc}`;
        if (by === 'account') return acc;
        if (by === 'portfolio') return `portfolio_id IN (${pf})`;
        if (by === 'custodian') return `custodian_id IN (SELECT custodian_id FROM product.accounts WHERE ${acc})`;
        const cl = `SELECT client_id FROM product.portfolios WHERE portfolio_id IN (${pf})`;
        if (by === 'client') return `client_id IN (${cl})`;
        return `advisor_id IN (SELECT advisor_id FROM product.clients WHERE client_id IN (${cl}))`;
      };
      const text = sql.text.replaceAll(/\b(FROM|JOIN) ([a-z_]+)( AS [a-z]+)?\b/g, (whole, verb: string, name: string, alias: string | undefined) => {
        const rel = RELATIONS.get(name);
        if (rel === undefined) return whole;
        used.add(name);
        const conds = [reached(rel.limitedBy), rel.reported ? (scope.currency !== null ? `currency = ${lit(scope.currency)}` : `(account_id, currency) IN (SELECT account_id, currency FROM product.accounts)`) : null].filter((c) => c !== null);
        return `${verb} (SELECT ${Object.keys(rel.columns).map((c) => `\`${c}\``).join(', ')} FROM product.${rel.table}${conds.length > 0 ? ` WHERE ${conds.join(' AND ')}` : ''})${alias ?? ` AS ${name}`}`;
      });
      return Promise.resolve(mint({ text, parameters: sql.parameters, scope, relations: [...used].toSorted() }));
    },
  });
}
