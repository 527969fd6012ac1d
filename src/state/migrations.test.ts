import { describe, expect, test } from 'vitest';
import { MIGRATIONS, STATEMENTS_NEEDED } from './migrations.ts';

const statements = MIGRATIONS.flat().map((statement) => statement.replaceAll(/\s+/g, ' ').trim());

/** Whether a program that does not know of it works on as before, also when it writes. */
function onlyAdds(statement: string): boolean {
  if (/^create (table|index) /.test(statement)) return true;
  const column = /^alter table \w+ add column \w+ (?:text|integer)(.*)$/.exec(statement)?.[1];
  return column !== undefined && (!column.includes('not null') || column.includes(' default '));
}

describe('a migration of the records', () => {
  test.each(statements.slice(STATEMENTS_NEEDED))('lets processes of the version before go on: %s', (each) => {
    expect(onlyAdds(each)).toBe(true);
  });

  test.each([
    'drop table people',
    'alter table people drop column role',
    'alter table people rename to persons',
    'alter table people add column rank integer not null',
    'create unique index one_role on people (role)',
    'update people set role = 1',
  ])('would not, if it did this: %s', (each) => {
    expect(onlyAdds(each)).toBe(false);
  });
});
