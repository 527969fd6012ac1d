/** How a question stands to what was said before, and what is left of it without the words that only say so. */
export interface Opening {
  /**
   * `topic`: the dialogue is left behind in so many words. `correction`: the last question was meant otherwise.
   * `follows`: it begins like a follow-up. `own`: a question that stands alone. `open`: only its parts can tell.
   */
  readonly kind: 'topic' | 'correction' | 'follows' | 'own' | 'open';
  readonly text: string;
  /** 'the IRA too': beside what was asked about, not instead of it. */
  readonly adds: boolean;
}

const GAP = String.raw`[\s,.:;!–—-]*`;
const lead = (words: string): RegExp => new RegExp(String.raw`^(?:${words})(?![\w'’])${GAP}`, 'i');

const TOPIC = lead(
  String.raw`(?:ok(?:ay)?,? |now,? |right,? )?(?:forget (?:that|it|about (?:that|it))|never ?mind(?: that)?|scratch that|drop that|something (?:else|different)|(?:a )?(?:new|another|different|next) (?:question|topic|subject)|let'?s (?:talk about|move on to|switch to) something else|let'?s (?:start over|start again)|start over|change of (?:topic|subject)|on another note|different topic|new topic)`,
);
const CORRECTION = lead(
  String.raw`no(?=\s*[,.;:!–—-]|\s+(?:i|not|the|that|this|by|in|for|only|just|make|show|sorry|wait|as|on|at|from|since|\d)|\s*$)|nope|nah|sorry|oops|wait|pardon|my mistake|my bad|correction|not (?:that|this|quite)(?: one)?|(?:that|this)(?: is|'s| was) (?:wrong|not (?:right|what i (?:meant|asked(?: for)?|said))|the wrong [a-z]+)|you misunderstood(?: me)?|wrong [a-z]+|i (?:actually |really )?(?:mean|meant|said|asked (?:for|about)|wanted|was asking (?:for|about))(?: to (?:say|ask)(?: for| about)?)?(?: to see)?|or rather|actually|rather`,
);
const FOLLOWING = lead(
  String.raw`and|und|but|or|also|so|ok(?:ay)?|then|now|next|well|please|what about|how about|what of|what if (?:it(?: is|'s)|we (?:take|use))|(?:do |and )?(?:the )?same(?: again| thing| question)?(?: but)?|likewise|ditto|again(?: but)?|try(?: it)?(?: with)?|use|switch to|change (?:it|that) to|make (?:it|that)|(?:let'?s )?(?:take|do) (?:it|that)|repeat (?:it|that)`,
);
const FOLLOWS =
  /^(?:only|just|vs|versus|against|compared (?:to|with)|relative to|instead|rather|then|by|per|in|for|as|since|excluding|except|without|not|on|with|over|during|at|under|above|below|within|from|until|through|before|after|break (?:it|that|this|them)|split (?:it|that|this|them)|show (?:it|that|them|those|me (?:it|that|them|those))|sort(?:ed)?|order(?:ed)?|rank(?:ed)?|group(?:ed)?|drop|leave out|exclude|include|add|limit|put|express|convert|more than|less than|at least|monthly|quarterly|yearly|annually|weekly|daily)\b/i;
const TRAILING =
  /[\s,]+(?:please|thanks|thank you|instead|then|though|now|again|as well|too|also)\s*[.!?]*$/i;
const ADDS = /[\s,]+(?:as well|too|also)\s*[.!?]*$|^(?:plus|together with|along with|add|include)\b/i;

/** A verb of doing at the start is done to the last answer where 'it' or 'them' follows. */
const OPEN_WORDS_MAX = 5;

export function openingOf(question: string): Opening {
  let text = question.trim();
  const topic = TOPIC.exec(text);
  if (topic) return { kind: 'topic', text: text.slice(topic[0].length), adds: false };
  let kind: Opening['kind'] | null = null;
  for (let found = true; found;) {
    found = false;
    for (const [pattern, means] of [
      [CORRECTION, 'correction'],
      [FOLLOWING, 'follows'],
    ] as const) {
      const match = pattern.exec(text);
      if (!match || match[0].length === 0) continue;
      text = text.slice(match[0].length);
      if (kind !== 'correction') kind = means;
      found = true;
    }
  }
  const adds = ADDS.test(text);
  for (let match = TRAILING.exec(text); match && match.index > 0; match = TRAILING.exec(text)) {
    text = text.slice(0, match.index);
    kind = /instead/i.test(match[0]) ? 'correction' : (kind ?? 'open');
  }
  if (kind === 'correction' || DENIED.test(text)) {
    const meant = withoutDenied(text);
    if (meant !== text) kind = 'correction';
    text = meant;
  }
  text = inPlainWords(/^[\s?.!]*$/.test(text) && NOW.test(question.trim()) ? 'as of today' : text);
  if (kind === 'correction' || kind === 'follows') return { kind, text, adds };
  if (FOLLOWS.test(text)) return { kind: 'follows', text, adds };
  const words = text.split(/\s+/).length;
  return { kind: words <= OPEN_WORDS_MAX || adds ? 'open' : 'own', text, adds };
}

const DENIED = /^not\s+[^,]{1,40},\s*\S/i;

/** Ways of speaking about the last answer, and the words of the grammar that say the same. */
const PLAIN: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:drop|leave out|take out|remove|skip|ignore|minus|without|no|less)\s+(?:the\s+)?(?=\S)/i,
    'excluding ',
  ],
  [
    /^(?:what (?:do|does|did) (?:they|it|that|those) (?:add up|come|amount|sum up|sum) to(?: in total)?|what (?:is|was|are) (?:the|their|its) (?:total|sum)|(?:can you )?(?:sum|add|tot) (?:it|them|those|that) up|sum (?:it|them|those|that)|how much (?:is|was|are|were) (?:that|it|they|those)(?: all)? (?:together|altogether|in all|in total|in sum))\s*[?.!]*$/i,
    'in total',
  ],
  [
    /^(?:what|how much) (?:is|was|are|were) (?:it|that|this|they|those)\s+(?=(?:in|on|at|as of|by|last|this|back in|during|before|a year ago|(?:one|two|three|\d+) \w+ ago)\b)/i,
    '',
  ],
  [/^since when\s*[?.!]*$/i, 'when did I first buy it?'],
  [/^(?:on what date|when(?: was (?:it|that))?)\s*[?.!]*$/i, 'and when?'],
];

const NOW = /^(?:and |but )?(?:right )?now\s*[?.!]*$/i;

function inPlainWords(text: string): string {
  const found = PLAIN.find(([pattern]) => pattern.test(text));
  return found ? text.replace(found[0], found[1]) : text;
}

/** '2019, not 2020', 'not 2020 but 2019': what was not meant goes. */
function withoutDenied(text: string): string {
  const first = /^not\s+([^,]{1,40}?)\s*(?:,\s*(?:but\s+)?|\s+but\s+)(?=\S)/i.exec(text);
  if (first) return text.slice(first[0].length);
  return text.replace(/\s*,?\s+(?:and )?not\s+[^,]{1,40}$/i, '');
}
