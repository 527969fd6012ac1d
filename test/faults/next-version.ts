import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../end-to-end/askfolio.ts';

/**
 * The program as a later version of it would be, laid into `folder`: what it keeps has further columns and tables, in the
 * records and in the store.
 */
export function layNextVersion(folder: string): void {
  for (const part of ['src', 'bin', 'package.json']) {
    cpSync(join(ROOT, part), join(folder, part), {
      recursive: true,
      filter: (path) => !path.endsWith('.test.ts'),
    });
  }
  for (const part of ['node_modules', 'dist']) symlinkSync(join(ROOT, part), join(folder, part));
  append(join(folder, 'src/state/migrations.ts'), '\n];\n', [
    '[`alter table people add column later_note text`,',
    '`alter table jobs add column later_rank integer not null default 0`,',
    '`create table later_things (id text primary key) strict, without rowid`],',
  ]);
  append(join(folder, 'src/store/mysql/migrations.ts'), '\n];\n', [
    '() => `CREATE TABLE IF NOT EXISTS later_tables (id INT NOT NULL PRIMARY KEY) ENGINE=InnoDB`,',
  ]);
}

/** Puts lines before the first place where `end` stands. */
function append(path: string, end: string, lines: readonly string[]): void {
  const text = readFileSync(path, 'utf8');
  if (!text.includes(end)) throw new Error(`${path} has no end of a list`);
  writeFileSync(path, text.replace(end, `\n${lines.join('\n')}${end}`));
}
