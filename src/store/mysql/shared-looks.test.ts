import { describe, expect, it } from 'vitest';
import { sharedLooks } from './shared-looks.ts';

describe('a look that many share', () => {
  it('is taken once at a time, and never began before whoever hears of it came', async () => {
    let [seen, looks, underWay] = [0, 0, 0];
    const look = sharedLooks(async () => {
      expect((underWay += 1)).toBe(1);
      looks += 1;
      const found = seen;
      await new Promise((resolve) => setTimeout(resolve, 5));
      underWay -= 1;
      return found;
    });
    const first = look();
    seen = 1;
    const shared = Array.from({ length: 100 }, () => look());
    expect(await first).toBe(0);
    expect(new Set(await Promise.all(shared))).toEqual(new Set([1]));
    seen = 2;
    expect(await look()).toBe(2);
    expect(looks).toBe(3);
  });

  it('fails for those who share it, and for nobody after', async () => {
    let fails = true;
    const look = sharedLooks(async () => {
      await Promise.resolve();
      if (fails) throw new Error('away');
      return 'there';
    });
    const both = Promise.allSettled([look(), look(), look()]);
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    fails = false;
    expect(await look()).toBe('there');
  });
});
