import { describe, expect, test } from 'vitest';
import { Problem } from '../../vocabulary/problem.ts';
import { resumingSource } from './resuming-source.ts';
import type { Position, RawBatch, Source, SourceStream } from './source.ts';
import { SourceUnavailable } from './source.ts';

const STREAM: SourceStream = { table: 'clients', file: 'clients', columns: ['client_id'], unusable: null };

/** Numbers from 0, two a batch; `failures` says before which number reading breaks, once each. */
function numbers(count: number, failures: { at: number; error: Error }[], resumes = true): Source {
  return {
    check: () => Promise.resolve(),
    list: () => Promise.resolve({ streams: [STREAM], declared: null, ignored: [], steady: 'nothing' }),
    receipts: () => Promise.resolve([{ file: 'clients', table: 'clients', bytes: null, sha256: null }]),
    close: () => Promise.resolve(),
    read: async function* (_stream, _columns, since): AsyncGenerator<RawBatch> {
      for (let at = since === null ? 0 : Number(since); at < count; at += 2) {
        const broken = failures.findIndex((failure) => failure.at <= at);
        const [failure] = broken < 0 ? [] : failures.splice(broken, 1);
        if (failure) throw failure.error;
        const values = [[String(at), String(at + 1)]];
        const position: Position | null = resumes ? String(at + 2) : null;
        yield await Promise.resolve({ lines: [at, at + 1], values, faults: [null, null], position });
      }
    },
  };
}

async function read(source: Source): Promise<{ rows: (string | null)[]; waits: number[]; failed: unknown }> {
  const rows: (string | null)[] = [];
  const waits: number[] = [];
  const patient = resumingSource(source, {
    triesMax: 3,
    sleep: async (milliseconds) => void waits.push(milliseconds),
    random: () => 1,
  });
  try {
    for await (const { values } of patient.read(STREAM, ['client_id'], null)) rows.push(...(values[0] ?? []));
  } catch (error) {
    return { rows, waits, failed: error };
  }
  return { rows, waits, failed: null };
}

const away = (): Error => new SourceUnavailable('The server is away.');

describe('a source whose failures are waited out', () => {
  test('goes on behind the last batch, as often as something comes in between', async () => {
    const failures = [0, 4, 4, 8].map((at) => ({ at, error: away() }));
    const { rows, waits, failed } = await read(numbers(10, failures));
    expect(failed).toBeNull();
    expect(rows).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect(waits).toEqual([500, 500, 1_000, 500]);
  });

  test('gives up when it fails too often in a row', async () => {
    const { rows, failed } = await read(
      numbers(
        10,
        [4, 4, 4].map((at) => ({ at, error: away() })),
      ),
    );
    expect(failed).toBeInstanceOf(SourceUnavailable);
    expect(rows).toEqual(['0', '1', '2', '3']);
  });

  test('does not wait for what a person has to mend', async () => {
    const error = new Problem('source_unreadable', 'There is no such table.');
    const { waits, failed } = await read(numbers(10, [{ at: 4, error }]));
    expect([failed, waits]).toEqual([error, []]);
  });

  test('begins anew only where nothing came yet: rows are never doubled', async () => {
    const early = await read(numbers(4, [{ at: 0, error: away() }], false));
    expect(early.rows).toEqual(['0', '1', '2', '3']);
    const late = await read(numbers(4, [{ at: 2, error: away() }], false));
    expect(late.rows).toEqual(['0', '1']);
    expect(late.failed).toBeInstanceOf(SourceUnavailable);
  });
});
