import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LIMITS } from '../../vocabulary/limits.ts';
import { openStagedWorkspace } from './workspace.fixture.ts';

let home = '';
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'workspace-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

test('work that does not fit in memory is spilled into the home, and nothing of it stays', async () => {
  const workspace = await openStagedWorkspace(home);
  try {
    await workspace.run(`SET memory_limit = '24MB'`);
    await workspace.run(
      'CREATE TEMP TABLE sorted AS SELECT n, hash(n) AS h FROM range(400000) x(n) ORDER BY h',
    );
    expect(await workspace.count('SELECT count(*) FROM temp.sorted')).toBe(400_000);
  } finally {
    workspace.close();
  }
  expect(existsSync(join(home, 'spill', String(process.pid)))).toBe(false);
});

test('a second thread comes with more rows than one is for', async () => {
  const workspace = await openStagedWorkspace(home);
  const threads = (): Promise<number> => workspace.count("SELECT current_setting('threads')");
  try {
    await workspace.expectRows(LIMITS.etl_one_thread_rows_max);
    expect(await threads()).toBe(1);
    await workspace.expectRows(1);
    expect(await threads()).toBe(LIMITS.etl_threads_max);
  } finally {
    workspace.close();
  }
});
