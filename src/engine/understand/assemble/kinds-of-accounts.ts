import type { Thing } from '../chart/items.ts';
import { ACCOUNTS } from './outline.ts';
import type { Parts } from './parts.ts';

/** 'How many trust accounts': accounts of that type are counted. */
export function withKindsCounted(parts: Parts): Parts {
  const filter = parts.count?.thing.filter;
  if (!parts.count || filter?.dimension !== 'account_type' || parts.count.thing.rows) return parts;
  const { thing } = parts.count;
  return {
    ...parts,
    count: { ...parts.count, thing: ACCOUNTS },
    narrows: [
      ...parts.narrows,
      {
        cat: 'narrow',
        all: [{ kind: 'values', filters: [filter] }],
        negated: false,
        joined: 'and',
        thing: ACCOUNTS,
        from: { ...thing, plural: true },
      },
    ],
  };
}

/** 'Which of our IRAs is the largest': accounts of that type are asked about. */
export function withKindsAsked(parts: Parts): Parts {
  const noun = parts.things.find(
    ({ filter, plural, rows }) => filter?.dimension === 'account_type' && plural && rows === null,
  );
  if (!parts.ops.has('which') || parts.which || parts.count || !noun?.filter) return parts;
  const all = [{ kind: 'values', filters: [noun.filter] } as const];
  return {
    ...parts,
    which: { thing: ACCOUNTS, limit: null },
    things: parts.things.filter((thing) => thing !== noun),
    narrows: [
      ...parts.narrows,
      { cat: 'narrow', all, negated: false, joined: 'and', thing: ACCOUNTS, from: noun },
    ],
  };
}

/** 'Joint accounts by custodian': accounts of that type, by what the register says of them. */
export function withKindsListed(parts: Parts): Parts {
  const noun = parts.things.find(
    ({ filter, plural, rows, said }) =>
      filter?.dimension === 'account_type' && plural && rows === null && said.endsWith('accounts'),
  );
  const isBare = parts.things.every((thing) => thing === noun) && parts.rank === null && !parts.average;
  if (!noun?.filter || !isBare || parts.groups.length === 0 || parts.which || parts.count) return parts;
  if (parts.bounds.length > 0 || parts.split || parts.ops.has('share') || parts.ops.has('how_much'))
    return parts;
  const accounts: Thing = { ...ACCOUNTS, at: noun.at };
  const all = [{ kind: 'values', filters: [noun.filter] } as const];
  return {
    ...parts,
    things: [accounts],
    narrows: [
      ...parts.narrows,
      { cat: 'narrow', all, negated: false, joined: 'and', thing: accounts, from: noun },
    ],
  };
}
