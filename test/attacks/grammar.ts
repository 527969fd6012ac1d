import { RELATIONS } from '../../src/model/relations.ts';
import type { ProductType } from '../../src/model/product-tables.ts';
import type { GrammarDialect, Kind } from './grammar-dialect.ts';
import { seeded, type Random } from './random.ts';

interface Column {
  readonly text: string;
  readonly kind: Kind;
}

interface Source {
  readonly from: string;
  readonly columns: readonly Column[];
}

interface Scope {
  readonly dialect: GrammarDialect;
  readonly random: Random;
  readonly ctes: readonly { readonly name: string; readonly columns: readonly Column[] }[];
  readonly outer: readonly Column[];
  readonly depth: number;
  readonly nextName: () => number;
}

const KINDS: Readonly<Record<ProductType, Kind | null>> = {
  text: 'text',
  day: 'day',
  money: 'number',
  quantity: 'number',
  price: 'number',
  rate: 'number',
  fraction: 'number',
  integer: 'number',
  double: 'number',
  instant: null,
  boolean: null,
};
const TABLES = [...RELATIONS].map(([name, { columns }]) => ({
  name,
  columns: Object.entries(columns).flatMap(([text, type]) => {
    const kind = KINDS[type];
    return kind === null ? [] : [{ text, kind }];
  }),
}));
const LITERALS = {
  text: [
    "'ACC-01'",
    "'canary-03'",
    "'canary-04'",
    "'USD'",
    "'EUR'",
    "'P1'",
    "'Equity'",
    "'dividend'",
    "''",
    "'7'",
  ],
  day: ["DATE '2016-05-15'", "DATE '2018-01-01'", "CAST('2017-03-31' AS DATE)"],
} as const;

/** One SELECT over the relations, the same for the same seed. Its rows do not depend on the order of any others. */
export function statement(seed: number, dialect: GrammarDialect): string {
  const random = seeded(seed);
  let names = 0;
  const nextName = () => (names += 1);
  return query({ dialect, random, ctes: [], outer: [], depth: 0, nextName }).text;
}

function query(scope: Scope): { readonly text: string; readonly columns: readonly Column[] } {
  const { random } = scope;
  if (scope.depth < 2 && random.chance(0.3)) return withCtes(scope);
  if (scope.depth < 3 && random.chance(0.15)) return setOperation(scope);
  return select(scope);
}

function withCtes(scope: Scope): ReturnType<typeof query> {
  const { random } = scope;
  let inner: Scope = { ...scope, depth: scope.depth + 1 };
  const parts: string[] = [];
  for (let count = 1 + random.below(2); count > 0; count -= 1) {
    const taken = inner.ctes.map((cte) => cte.name);
    // Named like a relation now and then, so that it hides the real one from here on.
    const wanted = random.chance(0.5) ? random.pick(TABLES).name : `w${scope.depth}_${count}`;
    const name = taken.includes(wanted) ? `w${scope.depth}_${count}` : wanted;
    const body = query({ ...inner, outer: [] });
    const materialized = random.chance(0.2) ? scope.dialect.materialized : '';
    parts.push(`${random.chance(0.2) ? name.toUpperCase() : name} AS ${materialized}(${body.text})`);
    inner = { ...inner, ctes: [...inner.ctes, { name, columns: body.columns }] };
  }
  const main = random.chance(0.2) ? setOperation(inner) : select(inner);
  return { text: `WITH ${parts.join(', ')} ${main.text}`, columns: main.columns };
}

function setOperation(scope: Scope): ReturnType<typeof query> {
  const { random, dialect } = scope;
  const deeper = { ...scope, depth: scope.depth + 2 };
  const operator = random.pick(dialect.setOperators);
  const kinds: Kind[] = [random.pick(['text', 'number', 'day'] as const), 'text'];
  const sides = [0, 1].map(() => {
    const from = source(deeper);
    const items = kinds.map((kind, at) => `${expression(kind, from.columns, deeper)} AS c${at}`);
    const side = `SELECT ${items.join(', ')} FROM ${from.from}${where(from.columns, deeper)}`;
    return dialect.sidesInParentheses ? `(${side})` : side;
  });
  return {
    text: sides.join(` ${operator} `),
    columns: kinds.map((kind, at) => ({ text: `c${at}`, kind })),
  };
}

function select(scope: Scope): ReturnType<typeof query> {
  const { random } = scope;
  const from = source(scope);
  const shape = random.below(10);
  if (shape < 4) return grouped(from, scope);
  const count = 1 + random.below(3);
  const overAll = scope.dialect.windowsConstants || count < 3;
  const items = Array.from({ length: count }, (_, at): Column & { readonly sql: string } => {
    const kind = random.pick(['text', 'number', 'day'] as const);
    const sql =
      shape > 7 && kind === 'number'
        ? windowed(from.columns, scope, overAll)
        : expression(kind, from.columns, scope);
    return { text: `c${at}`, kind, sql };
  });
  const distinct = random.chance(0.15) ? 'DISTINCT ' : '';
  const limit = random.chance(0.15)
    ? ` ${scope.dialect.orderByAll(items.length)} LIMIT ${1 + random.below(9)}`
    : '';
  const list = items.map(({ sql, text }) => `${sql} AS ${text}`).join(', ');
  return {
    text: `SELECT ${distinct}${list} FROM ${from.from}${where(from.columns, scope)}${limit}`,
    columns: items.map(({ text, kind }) => ({ text, kind })),
  };
}

function grouped(from: Source, scope: Scope): ReturnType<typeof query> {
  const { random } = scope;
  const key = random.pick(['text', 'day'] as const);
  const keySql = expression(key, from.columns, { ...scope, depth: 9 });
  const number = expression('number', from.columns, { ...scope, depth: 9 });
  const filter =
    scope.dialect.canFilterAggregates && random.chance(0.3)
      ? ` FILTER (WHERE ${condition(from.columns, { ...scope, depth: 9 })})`
      : '';
  const aggregate = random.pick(scope.dialect.aggregates(number));
  const having = random.chance(0.2) ? ` HAVING count(*) > ${random.below(4)}` : '';
  const grouping = random.pick(scope.dialect.groupings(keySql));
  return {
    text: `SELECT ${keySql} AS c0, ${aggregate}${filter} AS c1 FROM ${from.from}${where(from.columns, scope)} GROUP BY ${grouping}${having}`,
    columns: [
      { text: 'c0', kind: key },
      { text: 'c1', kind: 'number' },
    ],
  };
}

/** A value over a window; `overAll`: also over one of all rows, which stands beside two others nowhere but in DuckDB. */
function windowed(columns: readonly Column[], scope: Scope, overAll: boolean): string {
  const { random } = scope;
  const flat = { ...scope, depth: 9 };
  const key = (kind: Kind): string => {
    const fitting = columns.filter((column) => column.kind === kind);
    return scope.dialect.windowsConstants
      ? expression(kind, columns, flat)
      : random.pick(fitting.length > 0 ? fitting : columns).text;
  };
  const partition = random.chance(0.7) || !overAll ? `PARTITION BY ${key('text')}` : '';
  const by = random.pick(['number', 'day'] as const);
  const order = ` ORDER BY ${key(by)}`;
  const value = expression('number', columns, flat);
  const frame = random.pick(scope.dialect.runningFrames);
  const counted = scope.dialect.countedFrames.map((each) => {
    const from = by === 'day' ? `to_days(${key(by)})` : key(by);
    return `sum(${value}) OVER (${partition} ORDER BY ${from}${random.chance(0.3) ? ' DESC' : ''}${each})`;
  });
  return random.pick([
    `rank() OVER (${partition}${order})`,
    `dense_rank() OVER (${partition}${order} DESC${scope.dialect.nullsLast})`,
    `count(*) OVER (${partition})`,
    `sum(${value}) OVER (${partition})`,
    `max(${value}) OVER (${partition}${order}${frame})`,
    ...counted,
  ]);
}

/** Where rows come from: a relation, a WITH query, a subquery, or a join of two. */
function source(scope: Scope): Source {
  const { random } = scope;
  const left = leaf(scope);
  if (scope.depth > 3 || random.chance(0.55)) return left;
  const right = leaf({ ...scope, depth: scope.depth + 1 });
  const both = [...left.columns, ...right.columns];
  const pair = left.columns.flatMap((one) =>
    right.columns.filter((other) => base(other) === base(one)).map((other) => `${one.text} = ${other.text}`),
  );
  const on =
    pair.length > 0 && random.chance(0.8) ? random.pick(pair) : condition(both, { ...scope, depth: 9 });
  const kind = random.pick(scope.dialect.joins);
  const simple = kind.startsWith('FULL') && pair.length > 0 ? random.pick(pair) : on;
  const columns = kind === 'SEMI JOIN' || kind === 'ANTI JOIN' ? left.columns : both;
  return {
    from: `${left.from} ${kind.startsWith('FULL') && pair.length === 0 ? 'JOIN' : kind} ${right.from} ON ${simple}`,
    columns,
  };
}

function literalsOf(kind: Kind, dialect: GrammarDialect): readonly string[] {
  return kind === 'number' ? dialect.numbers : LITERALS[kind];
}

function base(column: Column): string {
  return column.text.split('.')[1] ?? '';
}

function leaf(scope: Scope): Source {
  const { random } = scope;
  const names = scope.nextName();
  const alias = random.chance(0.1) ? scope.dialect.quoted(`T ${names}`) : `t${names}`;
  const qualified = (columns: readonly Column[]) =>
    columns.map(({ text, kind }) => ({ text: `${alias}.${text}`, kind }));
  const cte = scope.ctes.at(-1 - random.below(2));
  if (cte && random.chance(0.5)) {
    const visible = scope.ctes.findLast(({ name }) => name === cte.name) ?? cte;
    return { from: `${cte.name} AS ${alias}`, columns: qualified(visible.columns) };
  }
  if (scope.depth < 3 && random.chance(0.25)) {
    const lateral = scope.dialect.isLateral && random.chance(0.2) ? scope.outer : [];
    const inner = query({ ...scope, outer: lateral, depth: scope.depth + 1 });
    return { from: `(${inner.text}) AS ${alias}`, columns: qualified(inner.columns) };
  }
  const table = random.pick(TABLES);
  const hidden = scope.ctes.findLast(({ name }) => name === table.name);
  const name = random.chance(0.15) ? scope.dialect.quoted(table.name.toUpperCase()) : table.name;
  return {
    from: `${name} ${random.chance(0.5) ? 'AS ' : ''}${alias}`,
    columns: qualified(hidden?.columns ?? table.columns),
  };
}

function where(columns: readonly Column[], scope: Scope): string {
  return scope.random.chance(0.6) ? ` WHERE ${condition(columns, scope)}` : '';
}

function condition(columns: readonly Column[], scope: Scope): string {
  const { random, dialect } = scope;
  const flat = { ...scope, depth: scope.depth + 2 };
  const kind = random.pick(['text', 'number', 'day'] as const);
  const value = () => expression(kind, columns, flat);
  switch (random.below(scope.depth > 2 ? 6 : 10)) {
    case 0:
      return `${value()} ${random.pick(dialect.comparisons)} ${value()}`;
    case 1:
      return `${value()} IN (${literalsOf(kind, dialect)
        .slice(0, 1 + random.below(3))
        .join(', ')})`;
    case 2:
      return `${value()} BETWEEN ${random.pick(literalsOf(kind, dialect))} AND ${random.pick(literalsOf(kind, dialect))}`;
    case 3:
      return `${value()} IS ${random.chance(0.5) ? 'NOT ' : ''}NULL`;
    case 4:
      return `${expression('text', columns, flat)} ${random.pick(dialect.likes)} ${random.pick(["'%a%'", "'ACC%'", "'%canary%'", "'_CC-0_'"])}`;
    case 5:
      return `${dialect.asInteger(expression('text', columns, flat))} > 3`;
    case 6:
      return `NOT (${condition(columns, flat)})`;
    case 7:
      return `(${condition(columns, flat)} ${random.pick(['AND', 'OR'])} ${condition(columns, flat)})`;
    case 8: {
      const from = source({ ...flat, outer: columns });
      return `EXISTS (SELECT 1 FROM ${from.from} WHERE ${condition([...from.columns, ...columns], { ...flat, depth: 9 })})`;
    }
    default: {
      const from = source(flat);
      const given = expression(kind, from.columns, { ...flat, depth: 9 });
      const inner = `SELECT ${random.chance(0.3) ? `(${given})` : given} FROM ${from.from}`;
      return `${value()} ${random.chance(0.5) ? 'NOT ' : ''}IN (${inner})`;
    }
  }
}

function expression(kind: Kind, columns: readonly Column[], scope: Scope): string {
  const { random, dialect } = scope;
  const fitting = columns.filter((column) => column.kind === kind);
  const outer = scope.outer.filter((column) => column.kind === kind);
  const plain =
    outer.length > 0 && random.chance(0.1)
      ? random.pick(outer).text
      : fitting.length > 0 && random.chance(0.9)
        ? random.pick(fitting).text
        : random.pick(literalsOf(kind, dialect));
  if (random.chance(0.65)) return plain;
  const scalars = scope.depth < 3 ? scalarsOf(kind, scope) : [];
  return random.pick([...dialect.made[kind](plain), ...scalars]);
}

/** Values that a subquery gives. */
function scalarsOf(kind: Kind, scope: Scope): readonly string[] {
  const from = source({ ...scope, depth: scope.depth + 2 });
  return scope.dialect.scalars(expression(kind, from.columns, { ...scope, depth: 9 }), from.from);
}
