import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { Problem } from '../vocabulary/problem.ts';
import { runBatch } from './batch.ts';
import type { CommandContext } from './context.ts';

it('a batch keeps its order, its dialogues one line after the other, and goes on after a bad line', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'askfolio-batch-'));
  const waits = [30, 1, 20, 1, 1, 10, 1, 1];
  const lines = waits.map((wait, id) => JSON.stringify({ id, wait, talk: id % 2 === 0 ? 'even' : null }));
  lines.splice(3, 0, '[1]', '', '{"id": 99, "wait": "long"}');
  writeFileSync(join(folder, 'in.jsonl'), `\uFEFF${lines.join('\r\n')}`);
  const written: { id: unknown; problem?: { code: string }; done?: number }[] = [];
  const context: Pick<CommandContext, 'terminal' | 'workingFolder'> = {
    workingFolder: folder,
    terminal: {
      out: (text) => Promise.resolve(void written.push(JSON.parse(text))),
      err: () => {},
      watched: false,
      width: null,
    },
  };
  let running = 0;
  await runBatch(context, 'in.jsonl', {
    schema: z.object({ id: z.number(), wait: z.number(), talk: z.string().nullable() }),
    dialogue: ({ talk }) => talk,
    echo: ({ id }) => ({ id: id ?? null }),
    run: async ({ id, wait, talk }) => {
      if (talk !== null) expect(running).toBe(0);
      if (talk !== null) running += 1;
      await pause(wait);
      if (talk !== null) running -= 1;
      if (id === 5) throw new Problem('busy', 'Later.');
      return { done: wait };
    },
  });
  expect(written.map(({ id, problem, done }) => [id, problem?.code ?? done])).toEqual([
    [0, 30],
    [1, 1],
    [2, 20],
    [null, 'usage'],
    [99, 'usage'],
    [3, 1],
    [4, 1],
    [5, 'busy'],
    [6, 1],
    [7, 1],
  ]);
  rmSync(folder, { recursive: true });
});
