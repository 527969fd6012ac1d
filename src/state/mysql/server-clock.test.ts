import { assert, asyncProperty, nat } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { serverClock } from './server-clock.ts';

const SERVER_MS = Date.UTC(2026, 2, 2, 5);

/** A server with a clock of its own, some way off: what a call takes there and back is for the test to say. */
function newServer() {
  const world = { elapsed_ms: 0, there_ms: 1, back_ms: 1, wrong_ms: 0, isAway: false };
  const server_ms = (): number => SERVER_MS + world.elapsed_ms + world.wrong_ms;
  const ask = (): Promise<Date> => {
    if (world.isAway) return Promise.reject(new Error('away'));
    world.elapsed_ms += world.there_ms;
    const at = new Date(server_ms());
    world.elapsed_ms += world.back_ms;
    return Promise.resolve(at);
  };
  return { world, server_ms, ask, elapsed: () => world.elapsed_ms };
}

describe("a server's clock", () => {
  test('is known to half of what the look took, wherever the look lost its time', async () => {
    await assert(
      asyncProperty(
        nat({ max: 5_000 }),
        nat({ max: 5_000 }),
        nat({ max: 60_000 }),
        async (there_ms, back_ms, later_ms) => {
          const { world, server_ms, ask, elapsed } = newServer();
          Object.assign(world, { there_ms, back_ms });
          const { now } = await serverClock(ask, elapsed);
          world.elapsed_ms += later_ms;
          expect(Math.abs(now().getTime() - server_ms())).toBeLessThanOrEqual((there_ms + back_ms) / 2 + 1);
        },
      ),
    );
  });

  test('is no worse known after a look that waited long, and better after a quick one', async () => {
    const { world, server_ms, ask, elapsed } = newServer();
    const clock = await serverClock(ask, elapsed);
    const before = clock.now().getTime() - server_ms();
    Object.assign(world, { there_ms: 4_000, back_ms: 1 });
    await clock.measure();
    expect(clock.now().getTime() - server_ms()).toBe(before);
    const slow = newServer();
    Object.assign(slow.world, { there_ms: 4_000 });
    const other = await serverClock(slow.ask, slow.elapsed);
    expect(Math.abs(other.now().getTime() - slow.server_ms())).toBeGreaterThan(1_000);
    slow.world.there_ms = 1;
    await other.measure();
    slow.world.elapsed_ms += 10_000;
    expect(Math.abs(other.now().getTime() - slow.server_ms())).toBeLessThan(3);
  });

  test('never goes back for what looks differ in, and follows one that was set', async () => {
    const { world, server_ms, ask, elapsed } = newServer();
    const clock = await serverClock(ask, elapsed);
    let before = clock.now().getTime();
    for (const back_ms of [40, 3, 17, 1, 90]) {
      world.back_ms = back_ms;
      await clock.measure();
      expect(clock.now().getTime()).toBeGreaterThanOrEqual(before);
      before = clock.now().getTime();
    }
    for (const wrong_ms of [3_600_000, -3_600_000]) {
      world.wrong_ms = wrong_ms;
      await clock.measure();
      expect(Math.abs(clock.now().getTime() - server_ms())).toBeLessThan(100);
    }
  });

  test('goes on while the server is away', async () => {
    const { world, server_ms, ask, elapsed } = newServer();
    const clock = await serverClock(ask, elapsed);
    world.isAway = true;
    world.elapsed_ms += 600_000;
    await expect(clock.measure()).rejects.toThrow('away');
    expect(Math.abs(clock.now().getTime() - server_ms())).toBeLessThan(3);
  });
});
