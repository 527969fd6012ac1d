import { Problem } from '../../vocabulary/problem.ts';
import { limit, refusal, shown, unknownConstruct } from '../refusal.ts';
import { isBranch, isList, readTree, textOf, type Branch, type Tree } from './tree.ts';

/** The one query in what the parser gave for `text`. Throws a Problem in our words, never in the engine's. */
export function onlyQuery(json: string, text: string): Tree {
  const read = parsed(json);
  if (read['error'] === true) throw complaint(read, text);
  const statements = read['statements'];
  if (!isList(statements) || Object.keys(read).length !== 2) throw unknownConstruct('outside a statement');
  const [statement] = statements;
  if (statement === undefined) throw new Problem('sql_invalid', 'There is no statement; write one SELECT.');
  if (statements.length > 1)
    throw refusal('More than one statement', 'write one SELECT, with at most one semicolon at its end');
  if (!isBranch(statement) || Object.keys(statement).length !== 2 || statement['node'] === undefined)
    throw unknownConstruct('outside a query');
  return statement['node'];
}

function parsed(json: string): Branch {
  try {
    const read = readTree(json);
    if (isBranch(read)) return read;
  } catch {
    // A bare Infinity, for a number that no type holds.
  }
  throw new Problem('sql_invalid', 'A number in the statement is too large; write a smaller one.');
}

function complaint(read: Branch, text: string): Problem {
  const message = textOf(read, 'error_message');
  if (/expression depth|memory exhausted/i.test(message)) return limit('it is nested too deeply');
  if (textOf(read, 'error_type') !== 'parser') {
    const [word = ''] = /[A-Za-z]+/.exec(text) ?? [];
    const reads = ['', 'SELECT', 'WITH', 'FROM', 'VALUES', 'TABLE'].includes(word.toUpperCase());
    return refusal(
      reads ? 'A statement that does more than read' : shown(word.toUpperCase()),
      'one SELECT can be run, and nothing else',
    );
  }
  const position = Number(textOf(read, 'position') || Number.NaN);
  const near = /^\s*(\S{1,20})/u.exec(Array.from(text).slice(position).join(''))?.[1];
  const place = Number.isInteger(position) ? ` at character ${position + 1}` : '';
  return new Problem(
    'sql_invalid',
    `The statement is not valid SQL${place}${near === undefined || place === '' ? '' : ` (near ${shown(near)})`}; correct it and try again.`,
  );
}
