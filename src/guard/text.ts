import { Problem } from '../vocabulary/problem.ts';
import type { ReadScope } from '../vocabulary/scope.ts';
import { refusal } from './refusal.ts';

/** A scope that is not known reaches nothing (types do not hold across processes). Throws `not_permitted`. */
export function assertScope(scope: ReadScope): void {
  const { accounts, currency } = scope;
  const known =
    accounts === 'all' || (Array.isArray(accounts) && accounts.every((id) => typeof id === 'string'));
  if (!known || (currency !== null && typeof currency !== 'string'))
    throw new Problem('not_permitted', 'It is not known which accounts may be read; sign in again.');
}

/** What a parser may cut off or skip is refused before it is parsed. */
export function assertVisible(text: string): void {
  if (!text.isWellFormed() || /[^\P{Cc}\t\n\r]/u.test(text))
    throw refusal('A control character', 'write the statement as plain text');
}
