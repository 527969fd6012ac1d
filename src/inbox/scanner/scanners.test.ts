import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clamdScanner } from './clamd.ts';
import { commandScanner } from './command.ts';

/** The test file that every scanner finds (eicar.org), in two halves so that none finds it here. */
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 50) yield bytes.subarray(at, at + 50);
}

/** Speaks clamd's INSTREAM as its manual has it, and finds the one virus. */
function wireClamd(): Server {
  return createServer((socket) => {
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (!bytes.subarray(0, 10).equals(Buffer.from('zINSTREAM\0'))) return;
      let [at, text] = [10, ''];
      while (at + 4 <= bytes.length) {
        const length = bytes.readUInt32BE(at);
        if (length === 0) {
          const found = text.includes('EICAR-STANDARD-ANTIVIRUS-TEST-FILE');
          socket.end(found ? 'stream: Win.Test.EICAR_HDB-1 FOUND\0' : 'stream: OK\0');
          return;
        }
        text += bytes.subarray(at + 4, at + 4 + length).toString('latin1');
        at += 4 + length;
      }
    });
    socket.on('error', () => socket.destroy());
  });
}

let clamd: Server;
let port = 0;
beforeAll(async () => {
  clamd = wireClamd().listen(0, '127.0.0.1');
  await once(clamd, 'listening');
  const address = clamd.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(() => clamd.close());

const command = (script: string) => commandScanner(['/bin/sh', '-c', script]);
const GREP = "if grep -q EICAR-STANDARD; then echo 'stream: Eicar-Test-Signature FOUND'; exit 1; fi";

describe.each([
  ['clamd', () => clamdScanner({ host: '127.0.0.1', port }), 'Win.Test.EICAR_HDB-1'],
  ['a command', () => command(GREP), 'Eicar-Test-Signature'],
])('the scanner by %s', (_name, scanner, name) => {
  test('lets a clean file through, names what it finds', async () => {
    expect(await scanner().scan(pieces('transaction_id,account_id\n'.repeat(40)))).toBeNull();
    expect(await scanner().scan(pieces(`some text before ${EICAR}`))).toBe(name);
  });
});

describe('a scanner that cannot look', () => {
  test.each([
    ['clamd is away', clamdScanner({ host: '127.0.0.1', port: 1 })],
    ['the command is not there', commandScanner(['/nowhere/scanner'])],
    ['the command fails', command('cat >/dev/null; exit 2')],
  ])('says so, and never that a file is clean: %s', async (_why, scanner) => {
    await expect(scanner.scan(pieces('x'))).rejects.toMatchObject({ code: 'scanner_unavailable' });
  });
});
