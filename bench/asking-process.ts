// Asks a server at a steady rate, whether or not it answers, in a process of its own: so that whoever asks does not take
// the event loop of whoever answers. The order comes on standard input, what came of it goes to standard output.
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { Asked, AskingOrder } from './asking.ts';
import { mixOf } from './mix.ts';
import { type Reply, WireConnection } from './wire-connection.ts';

const TICK_MS = 4;
const GRACE_MS = 10_000;

const order = JSON.parse(await text(process.stdin)) as AskingOrder;
process.stdout.write(JSON.stringify(await asked(order)), () => process.exit(0));

async function asked({
  askers,
  kind,
  from,
  perSecond,
  seconds,
  connections_max,
}: AskingOrder): Promise<Asked> {
  const next = mixOf(askers, kind);
  const { hostname, port } = new URL(askers.url);
  const idle: WireConnection[] = [];
  const due: { readonly n: number; readonly at: number }[] = [];
  const [answered, refused]: [[number, number][], [number, number][]] = [[], []];
  const failures: Record<string, number> = {};
  const underWay = new Set<Promise<void>>();
  let [opened, count] = [0, 0];
  const begin = performance.now();
  const send = async (connection: WireConnection, { n, at }: { n: number; at: number }): Promise<void> => {
    const reply = await connection.ask(next(from + n));
    const took: [number, number] = [Math.round(at - begin), rounded(performance.now() - at)];
    const came = whatCame(reply);
    if (came === 'answered') answered.push(took);
    else if (came === 'refused') refused.push(took);
    else failures[came] = (failures[came] ?? 0) + 1;
    idle.push(connection);
    sendDue();
  };
  const free = (): WireConnection | undefined => {
    const kept = idle.pop();
    if (kept || opened >= connections_max) return kept;
    opened += 1;
    return new WireConnection(hostname, Number(port));
  };
  const sendDue = (): void => {
    while (due.length > 0) {
      const connection = free();
      const first = connection && due.shift();
      if (!connection || !first) return;
      const sending = send(connection, first).finally(() => underWay.delete(sending));
      underWay.add(sending);
    }
  };
  const total = Math.floor(perSecond * seconds);
  while (count < total) {
    for (
      const now = performance.now();
      count < total && begin + (count * 1_000) / perSecond <= now;
      count += 1
    ) {
      due.push({ n: count, at: begin + (count * 1_000) / perSecond });
    }
    sendDue();
    await pause(TICK_MS);
  }
  // What is still under way has as long again as anything may take; what was never sent is told.
  const unsent = due.splice(0).length;
  await Promise.race([Promise.all(underWay), pause(GRACE_MS)]);
  return { seconds, answered, refused, failures, unsent, unanswered: underWay.size };
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}

/** An answer that says that it failed is none, whatever its status; a refusal says when to come back. */
function whatCame({ status, hasRetryAfter, body }: Reply): string {
  if (status === 200) return body.includes('"kind":"error"') ? 'answers that are errors' : 'answered';
  if ((status === 503 || status === 429) && hasRetryAfter) return 'refused';
  return `status ${String(status)}`;
}
