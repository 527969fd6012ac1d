import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InferOrder } from '../cli/context.ts';

/** Proposes a mapping for what lies at a place; nothing of a home is touched. */
export async function inferMapping({ path, secret }: InferOrder): Promise<string> {
  const { inferMapping: infer } = await import('../etl/extract/mapping/infer/infer-mapping.ts');
  const scratch = await mkdtemp(join(tmpdir(), 'askfolio-infer-'));
  try {
    return await infer({ path, ...(secret === null ? {} : { secret }) }, scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
