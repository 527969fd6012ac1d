import { isDeepStrictEqual } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '../simulation/world.ts';
import type { Proxy } from './proxy.ts';
import { type SharedFirm, type Supervised, WALKERS } from './shared-firm.ts';

const FROZEN_MS = 30_000;
const SHORT_MS = 10_000;
/** What is asked by turns: what both deliveries answer, each in its own way. */
const QUESTIONS = [
  'market value',
  'gain by year',
  'income by month in 2025',
  'top 5 holdings',
  'fees by account',
  'last 5 transactions',
  'time-weighted return by quarter',
] as const;
/** Whoever comes while so many wait is not sent: the machine that asks is the one that answers. */
const WAITING_MAX = 500;
const TRIES_MAX = 20;

/** What may happen to an installation; `begin` gives what mends it, where it does not mend itself. */
interface Fault {
  readonly name: string;
  readonly begin: (firm: SharedFirm) => () => Promise<void> | void;
  readonly lasts_ms: number;
  /** Only where each has a small disk of its own. */
  readonly needsDisks?: true;
}

const nothing = (): void => undefined;
const SERVED = ['database', 'broker', 'redis'] as const;
const NAMES = { database: 'database', broker: 'broker', redis: 'cache', workers: 'workers', api: 'API' };

/** Processes of ours are begun anew by their supervisor, servers after two seconds by hand. */
const KILLED: readonly Fault[] = [
  killed('worker', ({ workers }) => workers),
  killed('API', ({ api }) => [api]),
  {
    name: 'database killed',
    lasts_ms: 0,
    begin: ({ database }) => {
      database.killAndRestart();
      return nothing;
    },
  },
  ...(['broker', 'redis'] as const).map((server): Fault => ({
    name: `${NAMES[server]} killed`,
    lasts_ms: 2_000,
    begin: (firm) => {
      const ended = firm[server].kill();
      return async () => {
        await ended;
        await firm[server].start();
      };
    },
  })),
];

function killed(name: string, of: (firm: SharedFirm) => readonly Supervised[]): Fault {
  return {
    name: `${name} killed`,
    lasts_ms: 0,
    begin: (firm) => {
      for (const each of of(firm)) each.signal('SIGKILL');
      return nothing;
    },
  };
}

const FROZEN: readonly Fault[] = [
  frozen('workers', ({ workers }) => workers.map(stopping)),
  frozen('API', ({ api }) => [stopping(api)]),
  ...SERVED.map((server) => frozen(NAMES[server], (firm) => [firm[server]])),
];

interface Freezable {
  freeze(): void;
  thaw(): void;
}

function stopping(process: Supervised): Freezable {
  return { freeze: () => process.signal('SIGSTOP'), thaw: () => process.signal('SIGCONT') };
}

function frozen(name: string, of: (firm: SharedFirm) => readonly Freezable[]): Fault {
  return {
    name: `${name} frozen for 30 s`,
    lasts_ms: FROZEN_MS,
    begin: (firm) => {
      const all = of(firm);
      for (const each of all) each.freeze();
      return () => all.forEach((each) => each.thaw());
    },
  };
}

const CUT: readonly Fault[] = [
  ...SERVED.map((server) =>
    cut(`network to the ${NAMES[server]}`, ({ ways }) => WALKERS.map((walker) => ways[walker][server])),
  ),
  ...(['workers', 'api'] as const).map((walker) =>
    cut(`network of the ${NAMES[walker]}`, ({ ways }) => Object.values(ways[walker])),
  ),
];

function cut(name: string, of: (firm: SharedFirm) => readonly Proxy[]): Fault {
  return {
    name: `${name} cut for 10 s`,
    lasts_ms: SHORT_MS,
    begin: (firm) => {
      const ways = of(firm);
      for (const way of ways) way.cut();
      return () => ways.forEach((way) => way.mend());
    },
  };
}

const FULL: readonly Fault[] = [
  ...(['workers', 'api', 'database', 'broker'] as const).map((owner): Fault => ({
    name: `disk of the ${NAMES[owner]} full for 10 s`,
    lasts_ms: SHORT_MS,
    needsDisks: true,
    begin: ({ disks }) => {
      disks?.[owner].fill();
      return () => disks?.[owner].free();
    },
  })),
  {
    name: 'memory of the cache full for 10 s',
    lasts_ms: SHORT_MS,
    begin: (firm) => {
      const limited = firm.limitCache('1kb');
      return async () => {
        await limited;
        await firm.limitCache('0');
      };
    },
  },
];

export const FAULTS: readonly Fault[] = [...KILLED, ...FROZEN, ...CUT, ...FULL];

/** How a refresh went in which something happened. */
export interface Moment {
  readonly fault: string;
  /** When in the refresh. */
  readonly at_ms: number;
  readonly took_ms: number;
  /** From the fault's end to the report's. */
  readonly recovered_ms: number;
  readonly answers: number;
  readonly unanswered: number;
  /** How many got no answer for each reason: a code of the API, or `no_reply`. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly wrong: readonly string[];
}

/** Lives through refreshes with a fault each, and gives how each went. */
export class Moments {
  readonly #firm: SharedFirm;
  readonly #random: Random;
  readonly #questions_per_second: number;
  /** The answers to each question that one of the deliveries gives. */
  readonly #known = new Map<string, Set<string>>();
  #turn = 0;
  #undisturbed_ms = 0;

  /** `questions_per_second` are asked whether those before are answered or not. */
  constructor(firm: SharedFirm, seed: number, questions_per_second: number) {
    this.#firm = firm;
    this.#random = new Random(seed);
    this.#questions_per_second = questions_per_second;
  }

  get undisturbed_ms(): number {
    return this.#undisturbed_ms;
  }

  /** Both deliveries once, undisturbed: how long one takes, and what is answered after each. */
  async begin(): Promise<void> {
    for (const _ of this.#firm.deliveries) {
      const began = performance.now();
      await this.#takeIn();
      this.#undisturbed_ms = performance.now() - began;
      for (const question of QUESTIONS) {
        const answer = await this.#firm.ask(question);
        if ('trouble' in answer)
          throw new Error(`nothing happened, and an answer to '${question}' was ${answer.trouble}`);
        this.#known.set(question, (this.#known.get(question) ?? new Set()).add(answer.text));
      }
    }
    if (!this.#known.values().some((answers) => answers.size === this.#firm.deliveries.length))
      throw new Error('the two deliveries give one answer: no wrong one could be told');
  }

  /** Asks at its rate until it is over, and gives what was answered. */
  async #ask(over: AbortSignal): Promise<Pick<Moment, 'answers' | 'unanswered' | 'reasons' | 'wrong'>> {
    const reasons: Record<string, number> = {};
    const told = { answers: 0, unanswered: 0, reasons, wrong: [] as string[] };
    const unanswered = (reason: string): void => {
      told.unanswered += 1;
      reasons[reason] = (reasons[reason] ?? 0) + 1;
    };
    const waiting = new Set<Promise<void>>();
    const one = async (question: string): Promise<void> => {
      const answer = await this.#firm.ask(question);
      if ('trouble' in answer) return unanswered(answer.code);
      told.answers += 1;
      if (this.#known.get(question)?.has(answer.text) !== true)
        told.wrong.push(`an answer to '${question}' that neither delivery gives`);
    };
    const began = performance.now();
    for (let at = 0; !over.aborted; at += 1) {
      if (waiting.size < WAITING_MAX) {
        const asked = one(QUESTIONS[at % QUESTIONS.length] ?? '');
        waiting.add(asked);
        void asked.finally(() => waiting.delete(asked));
      } else unanswered('not_sent');
      const next = began + ((at + 1) * 1_000) / this.#questions_per_second;
      await sleep(Math.max(0, next - performance.now()));
    }
    await Promise.all(waiting);
    return told;
  }

  async live(fault: Fault): Promise<Moment> {
    const at_ms = Math.round(this.#random.between(0, this.#undisturbed_ms));
    const over = new AbortController();
    const asking = this.#ask(over.signal);
    const began = performance.now();
    const taken = this.#takeIn();
    await sleep(at_ms);
    const mend = fault.begin(this.#firm);
    await sleep(fault.lasts_ms);
    await mend();
    const mended = performance.now();
    const { delivery, lost } = await taken;
    const ended = performance.now();
    over.abort();
    const { answers, unanswered, reasons, wrong: answered } = await asking;
    const wrong = [...answered];
    if (lost) wrong.push(lost);
    const expected = this.#firm.deliveries[delivery]?.figures;
    if (!isDeepStrictEqual(await this.#firm.figures(), expected))
      wrong.push('figures other than of an undisturbed run');
    wrong.push(...(await this.#firm.jobsNotDone()).map((job) => `a job that was not done: ${job}`));
    return {
      fault: fault.name,
      at_ms,
      took_ms: Math.round(ended - began),
      recovered_ms: Math.max(0, Math.round(ended - mended)),
      answers,
      unanswered,
      reasons,
      wrong,
    };
  }

  /** As a person does: what could not be asked for is asked for again. */
  async #takeIn(): Promise<{ readonly delivery: number; readonly lost: string | null }> {
    const delivery = this.#turn % this.#firm.deliveries.length;
    this.#turn += 1;
    const path = this.#firm.deliveries[delivery]?.path ?? '';
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const { status, stderr, stdout } = await this.#firm.asker.run('import', path, '--full', '--json');
      if (status === 0) return { delivery, lost: null };
      if (!/does not answer|try again|in a moment/.test(stderr))
        return { delivery, lost: `the import ended: ${stderr.trim() || stdout.trim()}` };
      await sleep(1_000);
    }
    return { delivery, lost: 'the import never ended' };
  }
}
