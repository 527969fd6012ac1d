import { tmpdir } from 'node:os';
import type { DeliveryRequest } from '../vocabulary/run.ts';
import type { SourceCheck } from '../vocabulary/source.ts';
import { openSource } from './extract/open-source.ts';
import { EMPTY_DIRECTORY } from './extract/statement/directory.ts';

/** Reaches for a source and says what it holds, without reading its rows. Rejects with what a run would fail with. */
export async function checkSource(delivery: DeliveryRequest): Promise<SourceCheck> {
  const source = await openSource(delivery, () => Promise.resolve(EMPTY_DIRECTORY), tmpdir());
  try {
    await source.check();
    const { streams, declared, ignored } = await source.list();
    return {
      streams: streams.map(({ table, file, columns }) => ({ table, file, columns })),
      declared,
      ignored,
    };
  } finally {
    await source.close();
  }
}
