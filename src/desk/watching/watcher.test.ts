import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMail } from '../../notify/mail.ts';
import { createWebhook } from '../../notify/webhook.ts';
import { savedQuestionsOf } from '../../state/saved-questions.ts';
import { sealingWith, type Records } from '../../state/records.ts';
import { openRecords } from '../../state/sqlite/open-records.ts';
import type { Answer } from '../../vocabulary/answer.ts';
import { dayOf } from '../../vocabulary/day.ts';
import type { Actor } from '../../vocabulary/scope.ts';
import type { Watch } from '../../vocabulary/saved-question.ts';
import { createSavedDesk } from './saved.ts';
import { createWatcher } from './watcher.ts';
import { planOf } from '../../vocabulary/plan.fixture.ts';

const DAY = dayOf('2026-03-02');
const ANN: Actor = {
  user: 'ann',
  name: 'Ann',
  role: 'client',
  advisorId: null,
  clientId: 'C1',
  accounts: ['A1'],
};
let folder = '';
let records: Records;
let clock = new Date('2026-03-02T10:00:00Z');
let share = 0.02;
/** Of Harbor Bank, which holds the account. */
let lastDay = '2026-02-27';
let hooks: Server;
let mails: TcpServer;
let posted: unknown[] = [];
let letters: string[] = [];
let hookStatus = 200;

function answer(): Answer {
  return {
    id: 'a',
    kind: 'answer',
    text: `Cash is ${share}.`,
    engine: 'offline',
    suggestions: [],
    conversationId: null,
    timings: { understand: 0, run: 0, total: 0 },
    interpretation: {
      metrics: [],
      by: [],
      where: [],
      period: { from: null, to: DAY, label: '' },
      text: '',
    },
    columns: [
      { name: 'cash', label: 'Cash', type: 'money', currency: 'USD' },
      { name: 'share', label: 'Share', type: 'percent' },
    ],
    rows: [['90071992547409931234.57', share]],
    chart: null,
    sql: '',
    parameters: [],
    plan: planOf({}),
    cached: false,
    asOf: DAY,
    dataVersion: 'v',
    caveats: [],
  };
}

const portOf = (server: TcpServer | Server): number => (server.address() as AddressInfo).port;

/** As much of SMTP (RFC 5321) as one letter takes. */
function mailServer(): TcpServer {
  return createTcpServer((socket) => {
    let isData = false;
    let held = '';
    socket.write('220 test\r\n');
    socket.on('data', (bytes) => {
      held += bytes.toString();
      for (let end = held.indexOf('\r\n'); end >= 0; end = held.indexOf('\r\n')) {
        const line = held.slice(0, end);
        held = held.slice(end + 2);
        if (isData) {
          if (line === '.') {
            isData = false;
            socket.write('250 taken\r\n');
          } else letters.push(line);
        } else if (line === 'DATA') {
          isData = true;
          socket.write('354 go on\r\n');
        } else socket.write(line === 'QUIT' ? '221 bye\r\n' : '250 fine\r\n');
      }
    });
    socket.on('error', () => socket.destroy());
  });
}

function desk() {
  const saved = savedQuestionsOf(records);
  const notifiers = {
    webhook: createWebhook([`127.0.0.1:${portOf(hooks)}`]),
    email: createMail(`smtp://127.0.0.1:${portOf(mails)}`, 'askfolio@example.com'),
  };
  const common = { saved, notifiers, now: () => clock };
  return {
    saved,
    board: createSavedDesk({
      ...common,
      custodiansOf: async () => [{ id: 'K1', name: 'Harbor Bank' }],
      audit: async () => {},
      newId: () => crypto.randomUUID(),
    }),
    watcher: createWatcher({
      ...common,
      custodiansOf: async () => [
        { custodian: 'K1', name: 'Harbor Bank', lastDay: dayOf(lastDay), takenInOn: null },
      ],
      firmTime: () => ({
        day: dayOf(clock.toISOString().slice(0, 10)),
        time: clock.toISOString().slice(11, 16),
      }),
      findActor: async (user) => (user === 'ann' ? ANN : null),
      ask: async () => answer(),
      today: () => DAY,
      onTrouble: () => undefined,
    }),
  };
}

const question = (more: { readonly words?: string; readonly watch?: Watch } = {}) => ({
  title: 'Cash\r\nBcc: x@example.com',
  question: 'What is cash?',
  scope: {},
  plan: null,
  watch: more.watch ?? null,
  words: more.words ?? null,
  channels: { webhook: `http://127.0.0.1:${portOf(hooks)}/in`, email: 'ann@example.com' },
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'askfolio-watch-'));
  records = await openRecords(join(folder, 'records.sqlite'), sealingWith(['ab'.repeat(32)]), () => clock);
  [posted, letters, share, hookStatus, lastDay] = [[], [], 0.02, 200, '2026-02-27'];
  clock = new Date('2026-03-02T10:00:00Z');
  hooks = createHttpServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      posted.push(JSON.parse(body));
      response.writeHead(hookStatus).end();
    });
  });
  mails = mailServer();
  await Promise.all([
    new Promise<void>((resolve) => hooks.listen(0, '127.0.0.1', resolve)),
    new Promise<void>((resolve) => mails.listen(0, '127.0.0.1', resolve)),
  ]);
});
afterEach(async () => {
  hooks.close();
  mails.close();
  await records.db.destroy();
  rmSync(folder, { recursive: true, force: true });
});

describe('a question that is watched', () => {
  test('sends word by webhook and mail when its mark is crossed, once, until it has gone back', async () => {
    const { saved, board, watcher } = desk();
    await board.save(ANN, question({ words: 'tell me when cash is above 5 %' }));
    await watcher.afterPublish();
    expect(posted).toEqual([]);
    share = 0.06;
    await watcher.afterPublish();
    await watcher.afterPublish();
    expect(posted).toMatchObject([{ question: 'What is the share of cash?', text: 'Cash is 0.06.' }]);
    const letter = letters.join('\n');
    expect(letter).toContain('To: ann@example.com');
    expect(letter).toContain('Cash is 0.06.');
    expect(letter).not.toMatch(/^Bcc:/m);
    expect((await saved.list('ann'))[0]?.last).toMatchObject({
      state: 'raised',
      toldAt: clock.toISOString(),
    });
    share = 0.01;
    await watcher.afterPublish();
    share = 0.07;
    await watcher.afterPublish();
    expect(posted).toHaveLength(2);
  });

  test('on a schedule is sent at the most so often', async () => {
    const { board, watcher } = desk();
    await board.save(ANN, question({ watch: { kind: 'every', every: 'day' } }));
    await watcher.afterPublish();
    clock = new Date('2026-03-02T16:00:00Z');
    await watcher.afterPublish();
    expect(posted).toHaveLength(1);
    clock = new Date('2026-03-03T10:00:00Z');
    await watcher.afterPublish();
    expect(posted).toHaveLength(2);
  });

  test('is news still while nobody could be told', async () => {
    const { saved, board, watcher } = desk();
    await board.save(ANN, question({ words: 'tell me when cash is above 1 %' }));
    hookStatus = 500;
    await watcher.afterPublish();
    expect((await saved.list('ann'))[0]?.last).toMatchObject({ state: 'failed', toldAt: null });
    hookStatus = 200;
    await watcher.afterPublish();
    expect((await saved.list('ann'))[0]?.last).toMatchObject({ state: 'raised' });
  });
});

describe('a delivery that is watched', () => {
  test('is told once a business day while it is late, and is quiet again when it has come', async () => {
    const { saved, board, watcher } = desk();
    await board.save(ANN, question({ words: 'tell me when a custodian has not delivered by 7' }));
    lastDay = '2026-02-26';
    clock = new Date('2026-03-02T06:59:00Z');
    await watcher.atTime();
    expect(posted).toEqual([]);
    for (const time of ['07:00', '07:01', '18:00']) {
      clock = new Date(`2026-03-02T${time}:00Z`);
      await watcher.atTime();
    }
    expect(posted).toMatchObject([
      { text: expect.stringContaining('Harbor Bank has not delivered 27 Feb 2026') },
    ]);
    clock = new Date('2026-03-03T07:00:00Z');
    await watcher.atTime();
    expect(posted).toHaveLength(2);
    lastDay = '2026-03-02';
    await watcher.afterPublish();
    expect((await saved.list('ann'))[0]?.last).toMatchObject({ state: 'quiet' });
    expect(posted).toHaveLength(2);
  });

  test('leaves what is looked at after an import alone when only the clock has moved', async () => {
    const { board, watcher } = desk();
    await board.save(ANN, question({ words: 'tell me when cash is above 1 %' }));
    await watcher.atTime();
    expect(posted).toEqual([]);
  });
});

describe('a board', () => {
  test('sends word to listed hosts alone, and reads only alerts', async () => {
    const { board } = desk();
    const save = (more: object) => board.save(ANN, { ...question(), ...more });
    for (const webhook of [
      'http://127.0.0.1:1/',
      'http://169.254.169.254/latest',
      'file:///etc/passwd',
      'x',
    ]) {
      await expect(save({ channels: { webhook, email: null } })).rejects.toMatchObject({ code: 'usage' });
    }
    const twoAddresses = { webhook: null, email: 'a@example.com, b@example.com' };
    await expect(save({ channels: twoAddresses })).rejects.toMatchObject({ code: 'usage' });
    for (const words of [
      'make me rich',
      'tell me when Atlantis has not delivered by 7',
      'tell me when a custodian has not delivered by dawn',
    ]) {
      await expect(save({ words })).rejects.toMatchObject({ code: 'usage' });
    }
  });

  test('is a person’s own, and is taken down by nobody else', async () => {
    const { board } = desk();
    const { id } = await board.save(ANN, question());
    const bob = { ...ANN, user: 'bob' };
    expect(await board.list(bob)).toEqual([]);
    expect(await board.remove(bob, id)).toBe(false);
    expect(await board.remove(ANN, id)).toBe(true);
    expect(await board.list(ANN)).toEqual([]);
  });
});
