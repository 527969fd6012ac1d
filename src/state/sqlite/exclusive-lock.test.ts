import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { takeExclusiveLock } from './exclusive-lock.ts';

it('is held by one process at a time and freed when its holder is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'askfolio-lock-'));
  const path = join(folder, 'owner.lock');
  const module = new URL('./exclusive-lock.ts', import.meta.url).href;
  const holder = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `const { takeExclusiveLock } = await import('${module}');
       process.stdout.write(takeExclusiveLock('${path}') ? 'held' : 'not held');
       setInterval(() => {}, 1000);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [text] = (await once(holder.stdout, 'data')) as [Buffer];
  expect(text.toString()).toBe('held');
  expect(takeExclusiveLock(path)).toBeNull();
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const release = takeExclusiveLock(path);
  expect(release).not.toBeNull();
  expect(takeExclusiveLock(path)).toBeNull();
  release?.();
  takeExclusiveLock(path)?.();
  rmSync(folder, { recursive: true });
});
