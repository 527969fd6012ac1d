import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { Installation } from '../end-to-end/askfolio.ts';
import { Service } from '../monitoring/service.ts';
import { until } from '../services/private-server.ts';

/** `ASKFOLIO_TEST_UPLOAD_MB=2000` for one as large as they come. */
const MEGABYTES = Number(process.env['ASKFOLIO_TEST_UPLOAD_MB'] ?? 256);
const MEGABYTE = 1_048_576;
const PART_BYTES = 32 * MEGABYTE;
/** What the process may come to hold more, however large the file is. */
const GROWTH_BYTES_MAX = 128 * MEGABYTE;
const TUS = { 'tus-resumable': '1.0.0' };
const MINUTES_10 = 600_000;

const Delivery = z.object({
  state: z.string(),
  files: z.array(z.object({ bytes: z.int(), received: z.int() })),
});

const home = new Installation();
let service: Service;
beforeAll(async () => {
  Object.assign(home.environment, {
    ASKFOLIO_INBOX_FILE_MB: '4096',
    ASKFOLIO_DISK_RESERVE_MB: '1',
    ASKFOLIO_REQUESTS_PER_MINUTE: '100000',
  });
  service = await Service.start(home);
}, MINUTES_10);
afterAll(async () => {
  await service.stop();
  home.remove();
}, MINUTES_10);

/** The file has the same line over and over: nobody has to hold it. */
const LINE = Buffer.from('What lies in this file is of no table that anybody knows.\n'.repeat(1_024));
function piece(offset: number, bytes: number): Buffer {
  const from = offset % LINE.length;
  return LINE.subarray(from, from + Math.min(bytes, LINE.length - from));
}

/** Sends a part; `breaksOffAfter` so many bytes of it the connection is cut. */
async function send(path: string, offset: number, bytes: number, breaksOffAfter = bytes): Promise<void> {
  const headers = {
    ...TUS,
    ...service.signedIn,
    'content-type': 'application/offset+octet-stream',
    'content-length': String(bytes),
    'upload-offset': String(offset),
  };
  await new Promise<void>((resolve, reject) => {
    const isWhole = breaksOffAfter === bytes;
    const sent = request(`${service.address}${path}`, { method: 'PATCH', headers }, (response) => {
      response.resume().on('end', () => {
        // What of a part that broke off is still being written makes a conflict: the upload asks again where it stands.
        if ([200, 204, 409].includes(response.statusCode ?? 0)) resolve();
        else reject(new Error(`a part was answered with ${String(response.statusCode)}`));
      });
    });
    sent.on('error', (error) => (isWhole ? reject(error) : resolve()));
    void (async () => {
      for (let at = 0; at < breaksOffAfter;) {
        const next = piece(offset + at, breaksOffAfter - at);
        at += next.length;
        if (!sent.write(next)) await new Promise((drained) => sent.once('drain', drained));
      }
      if (isWhole) sent.end();
      else sent.destroy();
    })();
  });
}

/** The most that the process has held since `forget`. */
function peakBytes(): number {
  const status = readFileSync(`/proc/${String(service.child.pid)}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1_024;
}
const forget = (): void => writeFileSync(`/proc/${String(service.child.pid)}/clear_refs`, '5');

test(
  `a file of ${String(MEGABYTES)} MiB that breaks off on its way is taken whole, and is never held in memory`,
  async () => {
    const bytes = MEGABYTES * MEGABYTE;
    const name = Buffer.from('large.txt').toString('base64');
    const announced = await fetch(`${service.address}/api/v1/deliveries`, {
      method: 'POST',
      headers: {
        ...TUS,
        ...service.signedIn,
        'upload-length': String(bytes),
        'upload-metadata': `filename ${name}`,
      },
    });
    expect(announced.status).toBe(201);
    const path = announced.headers.get('location') ?? '';
    const offset = async (): Promise<number> => {
      const headers = { ...TUS, ...service.signedIn };
      const told = await fetch(`${service.address}${path}`, { method: 'HEAD', headers });
      return Number(told.headers.get('upload-offset'));
    };
    // The first part warms it up.
    await send(path, 0, PART_BYTES);
    forget();
    const before = peakBytes();
    let breaks = 0;
    for (let at = await offset(); at < bytes; at = await offset()) {
      const part = Math.min(PART_BYTES, bytes - at);
      // Every third part breaks off in its middle; what had come of it is kept.
      breaks += 1;
      await send(path, at, part, breaks % 3 === 0 ? Math.floor(part / 2) : part);
      if (breaks % 3 === 0) await pause(200);
    }
    expect(breaks).toBeGreaterThanOrEqual(5);
    const delivery = async (): Promise<z.infer<typeof Delivery>> =>
      Delivery.parse(await (await service.get(path.replace(/\/files\/.*$/, ''))).json());
    expect((await delivery()).files).toEqual([expect.objectContaining({ bytes, received: bytes })]);
    const looked = await service.post(`${path.replace(/\/files\/.*$/, '')}/look`, {});
    expect(looked.status).toBe(200);
    await until(async () => !['receiving', 'looking'].includes((await delivery()).state), MINUTES_10);
    expect(peakBytes() - before).toBeLessThan(GROWTH_BYTES_MAX);
  },
  MINUTES_10,
);
