import { expect, it } from 'vitest';
import { countRightsChanges, whileRightsStand } from './standing-rights.ts';

function room(others = false) {
  const rights = countRightsChanges();
  let [at, looked] = [0, 0];
  const records = { rightsChanges: others ? null : rights.count, now: () => new Date(at) };
  return {
    ...rights,
    records,
    looked: () => looked,
    pass: (ms: number) => (at += ms),
    find: async (key: string): Promise<string | null> => {
      looked += 1;
      return Promise.resolve(key === 'nobody' ? null : key);
    },
  };
}

it('looks once for what stands, and again as soon as anything is written that rights may rest on', async () => {
  const { records, find, looked, onChange } = room();
  const found = whileRightsStand(records, find);
  expect([await found('ann'), await found('ann'), looked()]).toEqual(['ann', 'ann', 1]);
  onChange('audit_entries');
  onChange('answers');
  await found('ann');
  expect(looked()).toBe(1);
  for (const table of ['sessions', 'people', 'grants', 'oidc_entries', 'api_keys', null]) {
    const before = looked();
    onChange(table);
    await found('ann');
    expect(looked(), String(table)).toBe(before + 1);
  }
});

it('looks again when what is written comes while it looks', async () => {
  const { records, onChange, looked, find } = room();
  const found = whileRightsStand(records, async (key) => {
    onChange('people');
    return find(key);
  });
  await found('ann');
  await found('ann');
  expect(looked()).toBe(2);
});

it('looks again after a second, where something else tells otherwise, and for whoever was not found', async () => {
  const { records, find, looked, pass } = room();
  let version = 'v1';
  const found = whileRightsStand(records, find, () => Promise.resolve(version));
  await found('ann');
  version = 'v2';
  await found('ann');
  expect(looked()).toBe(2);
  pass(999);
  await found('ann');
  expect(looked()).toBe(2);
  pass(1);
  await found('ann');
  expect(looked()).toBe(3);
  await found('nobody');
  await found('nobody');
  expect(looked()).toBe(5);
});

it('looks each time where other processes write the records, too', async () => {
  const { records, find, looked } = room(true);
  const found = whileRightsStand(records, find);
  await found('ann');
  await found('ann');
  expect(looked()).toBe(2);
});
