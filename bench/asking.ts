import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Askers, MixKind } from './mix.ts';

/** What the process that asks is to do. */
export interface AskingOrder {
  readonly askers: Askers;
  readonly kind: MixKind;
  /** The first question's number in the mix: what was asked before is not asked again. */
  readonly from: number;
  readonly perSecond: number;
  readonly seconds: number;
  readonly connections_max: number;
}

/** What came of it. Pairs: milliseconds since the beginning at which it was due, and how many it took from then on. */
export interface Asked {
  readonly seconds: number;
  readonly answered: readonly (readonly [number, number])[];
  /** With a status and a time to come back. */
  readonly refused: readonly (readonly [number, number])[];
  readonly failures: Readonly<Record<string, number>>;
  /** No connection was free for them before the end. */
  readonly unsent: number;
  /** No reply came within ten seconds of the end. */
  readonly unanswered: number;
}

/** Asks in a process of its own. */
export async function askFromOutside(order: AskingOrder): Promise<Asked> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'asking-process.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(order));
  return JSON.parse(await text(child.stdout)) as Asked;
}
