/** Places in words, by their number: `ORDINALS[2]` is 'second'; nothing stands at 0. */
export const ORDINALS = [
  '',
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
];
