import { MIGRATIONS } from '../migrations.ts';

/**
 * The statements of the migrations as this family of servers wants them: one list of steps for every dialect. Text that
 * a key or an index holds, or that has a default, is kept in as many characters as a key may have; any other has no end.
 */
export function serverStatement(statement: string, collation: string): string {
  const text = statement.replaceAll(/\s+/g, ' ').trim();
  const table = /^create table (\w+) \((.*)\)( strict)?(, without rowid)?$/.exec(text);
  if (table) {
    const [, name = '', body = ''] = table;
    const parts = partsOf(body).map((part) => columnOrKey(name, part));
    return `create table ${quoted(name)} (${[...parts.map(({ main }) => main), ...parts.flatMap(({ more }) => more)].join(', ')}) engine = InnoDB default character set utf8mb4 collate ${collation}`;
  }
  const column = /^alter table (\w+) add column (.*)$/.exec(text);
  if (column) {
    const [, name = '', part = ''] = column;
    return `alter table ${quoted(name)} add column ${columnOrKey(name, part).main}`;
  }
  const index = /^create index (\w+) on (\w+) \((.*)\)$/.exec(text);
  if (index) {
    const [, name = '', of = '', columns = ''] = index;
    return `create index ${quoted(name)} on ${quoted(of)} (${list(columns)})`;
  }
  throw new TypeError(`not a statement that the records know: ${text}`);
}

const KEY_CHARS_MAX = 255;

function columnOrKey(
  table: string,
  part: string,
): { readonly main: string; readonly more: readonly string[] } {
  const key = /^(primary key|unique) \((.*)\)$/.exec(part);
  if (key) return { main: `${key[1]} (${list(key[2] ?? '')})`, more: [] };
  const [, name = '', type = '', rest = ''] = /^(\w+) (integer|text)(.*)$/.exec(part) ?? [];
  if (name === '') throw new TypeError(`not a column that the records know: ${part}`);
  const reference = /^(.*) references (\w+) \((\w+)\)( on delete cascade)?$/.exec(rest);
  const said = (reference?.[1] ?? rest).replace('autoincrement', 'auto_increment');
  const [, owner = '', of = '', cascade = ''] = reference?.slice(1) ?? [];
  const kept =
    type === 'integer'
      ? 'bigint'
      : isKey(table, name) || said.includes(' default ')
        ? `varchar(${KEY_CHARS_MAX})`
        : 'longtext';
  return {
    main: `${quoted(name)} ${kept}${said}`,
    more: reference
      ? [`foreign key (${quoted(name)}) references ${quoted(owner)} (${quoted(of)})${cascade}`]
      : [],
  };
}

/** Whether any migration has a key or an index over a column. */
function isKey(table: string, column: string): boolean {
  return MIGRATIONS.flat().some((statement) => {
    const text = statement.replaceAll(/\s+/g, ' ').trim();
    const body = /^create table (\w+) \((.*)\)/.exec(text);
    if (body?.[1] === table) {
      return partsOf(body[2] ?? '').some(
        (part) =>
          (part.startsWith(`${column} `) && /\b(primary key|unique|references)\b/.test(part)) ||
          names(/^(?:primary key|unique) \((.*)\)$/.exec(part)?.[1]).includes(column),
      );
    }
    const index = /^create index \w+ on (\w+) \((.*)\)$/.exec(text);
    return index?.[1] === table && names(index[2]).includes(column);
  });
}

/** What stands between commas, those within brackets aside. */
function partsOf(body: string): string[] {
  return body.split(/,(?![^(]*\))/).map((part) => part.trim());
}

function names(columns: string | undefined): readonly string[] {
  return columns === undefined ? [] : columns.split(',').map((column) => column.trim());
}

function list(columns: string): string {
  return names(columns).map(quoted).join(', ');
}

function quoted(name: string): string {
  return `\`${name}\``;
}
