import { debuglog } from 'node:util';

/** What a person is told leaves out the cause; whoever looks for it sets NODE_DEBUG=askfolio. */
export function showCause(error: unknown): void {
  debuglog('askfolio')('%o', error);
}
