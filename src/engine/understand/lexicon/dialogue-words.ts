import type { Op } from '../chart/items.ts';

/** Phrases that speak of the answer before: 'the same', 'what about', 'make that', 'why'. */
export const DIALOGUE_WORDS: readonly (readonly [Op, string])[] = [
  [
    'same',
    'same;the same;same thing;do the same;likewise;ditto;same question;same again;the same thing;repeat that;and the same;same but',
  ],
  ['what_about', 'what about;how about;and what about;and how about;was ist mit;what of;and for'],
  [
    'make_that',
    'make that;make it;change that to;change it to;no make that;rather;instead;actually;no;switch to;now show;now for;show it;show that;show them;show those;show this;give it;give me that;break that down;break it down;split that;split it;can you break that down;can you split that;break them down;now;and now;then;do it;do that;let us do;put that;put it;express that;express it;display it;display that;could you show that;can you show that;can i see that;can i have that;i want that',
  ],
  [
    'correction',
    'i mean;i meant;no i meant;no i mean;sorry i meant;sorry i mean;i actually meant;or rather;i actually mean',
  ],
  ['it', 'it;that;those;them;they;these;this;ones;that one;one'],
  [
    'why',
    'why;how come;why is that;why did that happen;explain;explain that;how was that calculated;how did you get that;how do you calculate that;how is that calculated',
  ],
];
