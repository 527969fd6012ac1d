import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { FairQueue } from './fair-queue.ts';

const FLOWS = ['a', 'b', 'c', 'd'];

function drained(queue: FairQueue<string>): string[] {
  const out: string[] = [];
  for (let item = queue.next(1); item !== null; item = queue.next(1)) out.push(item);
  return out;
}

describe('a fair queue', () => {
  it('lets those in turn who came later than the crowd of somebody else', () => {
    const queue = new FairQueue<string>();
    for (const item of ['a1', 'a2', 'a3', 'a4']) queue.add('a', item);
    queue.add('b', 'b1');
    queue.add('b', 'b2');
    expect(drained(queue)).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'a4']);
  });

  it('lets whoever took much go after those who took little', () => {
    const queue = new FairQueue<string>();
    for (const item of ['a1', 'a2']) queue.add('a', item);
    for (const item of ['b1', 'b2', 'b3']) queue.add('b', item);
    expect(queue.next(1)).toBe('a1');
    queue.settle('a', 2);
    expect(drained(queue)).toEqual(['b1', 'b2', 'b3', 'a2']);
  });

  it('tells before it is added how many one more will wait for', () => {
    const queue = new FairQueue<string>();
    for (const item of ['a1', 'a2', 'a3']) queue.add('a', item);
    expect([queue.ahead('b', 1), queue.ahead('a', 1)]).toEqual([1, 3]);
  });

  it('takes room from whoever has most of it, and never from those who have as little', () => {
    const queue = new FairQueue<string>();
    for (const item of ['a1', 'a2', 'a3']) queue.add('a', item);
    queue.add('b', 'b1');
    expect(queue.dropFor('c')).toBe('a3');
    expect(queue.dropFor('b')).toBeNull();
    expect(queue.dropFor('a')).toBeNull();
    expect(queue.size).toBe(3);
  });

  const flows = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 60 });

  test.prop([flows])('gives each out once, those of one flow in the order of coming', (names) => {
    const queue = new FairQueue<string>();
    names.forEach((name, n) => queue.add(name, `${name} ${String(n)}`));
    const out = drained(queue);
    expect(out.toSorted()).toEqual(names.map((name, n) => `${name} ${String(n)}`).toSorted());
    for (const name of FLOWS) {
      const turns = out.filter((item) => item.startsWith(name)).map((item) => Number(item.slice(2)));
      expect(turns).toEqual(turns.toSorted((a, b) => a - b));
    }
  });

  test.prop([flows])('serves flows that wait as evenly as whole items allow', (names) => {
    const queue = new FairQueue<string>();
    names.forEach((name) => queue.add(name, name));
    const left = new Map(FLOWS.map((name) => [name, names.filter((each) => each === name).length]));
    const served = new Map(FLOWS.map((name) => [name, 0]));
    for (let name = queue.next(1); name !== null; name = queue.next(1)) {
      served.set(name, (served.get(name) ?? 0) + 1);
      left.set(name, (left.get(name) ?? 0) - 1);
      const counts = FLOWS.flatMap((each) => ((left.get(each) ?? 0) > 0 ? [served.get(each) ?? 0] : []));
      if (counts.length > 0) expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
  });

  test.prop([flows, fc.constantFrom('a', 'b', 'e')])(
    'foretells the place that one more gets where nobody comes after it',
    (names, newcomer) => {
      const queue = new FairQueue<string>();
      names.forEach((name) => queue.add(name, name));
      const ahead = queue.ahead(newcomer, 1);
      queue.add(newcomer, 'the newcomer');
      // Of those whose turn is the same the one whose flow was there first goes first.
      expect(drained(queue).indexOf('the newcomer')).toBeLessThanOrEqual(ahead);
    },
  );

  test.prop([fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(3)), { maxLength: 60 })])(
    'counts what is in it, whatever is added, taken, dropped and withdrawn',
    (steps) => {
      const queue = new FairQueue<string>();
      const inside: { name: string; item: string }[] = [];
      const out = (item: string | null): void => {
        const at = inside.findIndex((each) => each.item === item);
        if (item !== null) expect(inside.splice(at, 1)).toHaveLength(1);
      };
      steps.forEach(([name, step], n) => {
        if (step <= 1) {
          queue.add(name, String(n));
          inside.push({ name, item: String(n) });
        } else if (step === 2) out(queue.next(1));
        else {
          out(queue.dropFor(name));
          const first = inside.find((each) => each.name === name);
          if (first !== undefined && queue.remove(name, first.item)) out(first.item);
        }
        expect(queue.size).toBe(inside.length);
      });
    },
  );
});
