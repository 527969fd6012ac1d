import { type Outline, SPLITS, type Sense, isOnSecurities, outline } from '../outline.ts';

/** 'How has my allocation changed since 2022': the parts of the whole at both ends, and by how much each has moved. */
export function changedMix(sense: Sense): Outline | 'reject' | null {
  const { parts, groups, narrows } = sense;
  const noun = sense.nouns.find(({ said }) => /allocation|mix/.test(said));
  if (!parts.ops.has('change') || !(parts.ops.has('split_noun') || noun) || sense.metrics.length > 0)
    return null;
  const [period, ...others] = parts.time?.periods ?? [];
  if (others.length > 0 || !period || period.kind !== 'range' || period.from === null) return 'reject';
  if (narrows.some(({ all }) => all.some(isOnSecurities))) return 'reject';
  const by = groups.length > 0 ? groups : [noun?.dimension ?? ('asset_class' as const)];
  return by.every((each) => SPLITS.has(each))
    ? outline({ ...sense, groups: by }, { metrics: ['weight'], derive: 'change', atBothEnds: true })
    : 'reject';
}
