import { DIMENSIONS, METRICS } from '../../model/index.ts';
import type { DeclineReason } from '../../vocabulary/answer.ts';

type AtSight = Extract<DeclineReason, 'advice' | 'out_of_scope' | 'unsafe' | 'no_data'>;

const UNSAFE: readonly RegExp[] = [
  /\b(?:drop|truncate|alter|create)\s+(?:table|database|schema|view|index|user)\b/i,
  /\bdelete\s+from\b|\binsert\s+into\b|\bupdate\s+\w+\s+set\b|\bunion\s+(?:all\s+)?select\b/i,
  /\bselect\b[\s\S]{1,200}\bfrom\b[\s\S]*(?:;|\bwhere\b|\blimit\b|\bjoin\b|$)/i,
  /;\s*--|--\s*$|\bor\s+1\s*=\s*1\b|\/\*|\bxp_cmdshell\b|<script\b|\bpragma\b|\battach\s+'|\bcopy\s+\(/i,
  /\b(?:ignore|ignoring|disregard|disregarding|forget|override|overriding|bypass|bypassing|circumvent)\b[\s\S]{0,40}\b(?:instructions?|rules?|prompt|restrictions?|permissions?|limits?|guard|policy|policies|access)\b/i,
  /\b(?:system prompt|jailbreak|developer mode|your (?:instructions|prompt|source code)|api key|passwords?|secret key|master key|act as (?:an? )?(?:admin|administrator|root|owner)|pretend (?:to be|you|i am|that)|you are now)\b/i,
  /^(?:please |can you |could you |kindly )?(?:delete|erase|remove|wipe|purge|destroy|overwrite|edit|modify|rename|void|undo|reverse|correct|change|update|set|add|insert|close|open)\b\s+(?:all\b|every\b|everything\b|my\b|the\b|this\b|that\b|these\b|our\b|a\b|an\b|his\b|her\b|their\b|account\b|transaction)(?!.*\b(?:by|in percent)\b)/i,
];

const ADVICE: readonly RegExp[] = [
  /\bis it (?:smart|wise|sensible|prudent|better|best|ok|okay|safe|a good idea|a bad idea) (?:for me )?to\b/i,
  /\b(?:should|shall|ought)\s+(?:i|we|he|she|they|one|my|our|you|the (?:client|family|portfolio))\b/i,
  /\b(?:what|which|how|when|where|who|whom)\b.{0,60}\bshould\b/i,
  /\b(?:right|good|best|wrong|bad|perfect) (?:time|moment) (?:for|to be in)\b/i,
  /\b(?:good|right|best|bad|better|great|wrong) (?:time|idea|moment|investment|buy|bet|choice) (?:to|for|now)?\b.*\b(?:buy|sell|invest|add|get|switch|move|hold|rebalance|now)\b/i,
  /\b(?:is|are) (?:it|this|that|[\w&.' ]{2,30}) (?:a )?(?:good|bad|safe|smart|wise|worth) (?:to )?(?:buy|buying|sell|selling|invest|investing|holding|investment|stock|time)/i,
  /\b(?:what|how much|how many|where)\b.{0,40}\bwould\b.{0,80}\bif\b|\bif (?:i|we)\b.{0,60}\b(?:what|how much|how many) would\b/i,
  /\b(?:recommend|recommendation|advise me|give me advice|any advice|your advice|your opinion|what do you think|do you think|would you (?:buy|sell|hold|invest|suggest)|tips?\b.*\b(?:stock|invest)|suggest (?:a|an|some|which|what|me))\b/i,
  /\b(?:forecast|predict|prediction|projection|projected|outlook|price target|going to (?:go|rise|fall|be|crash|do|drop|perform|return|happen)|expected to (?:rise|fall|return|grow|go|be))\b/i,
  /\bwill\b.{0,80}\b(?:be|go|rise|fall|drop|crash|grow|perform|do|return|beat|outperform|recover|happen|make|earn|owe|reach|hit|have|get|pay|lose|gain|increase|decrease|yield)\b/i,
  /\b(?:worth (?:buying|selling|holding|investing)|how (?:can|could|do) i (?:improve|maximi[sz]e|increase|boost|reduce|lower|minimi[sz]e|save|avoid|make more|get (?:better|more|higher)))\b/i,
  /\b(?:can|could|may|am|are|is) (?:i|we|he|she|they|the (?:client|account|portfolio)) (?:still |even |also |now |already )?(?:contribute|withdraw|deposit|invest|trade|sell|buy|transfer|convert|claim|deduct|borrow|close|open|add money|take money|put (?:more|money)|allowed|eligible|entitled|permitted|qualify)\b/i,
  /\b(?:contribution|deduction|isa|allowance|annual|tax.free) (?:limit|allowance|cap)s?\b|\b(?:required minimum distribution|rmd)s?\b/i,
  /\b(?:too (?:risky|concentrated|much risk)|can i afford|am i on track|enough to retire|when can i retire|undervalued|overvalued)\b/i,
  /\bcuánto valdr|\bsoll ich\b|\bsollte ich\b|\bdevrais-je\b|\bdebo (?:vender|comprar)\b/i,
];

const WEATHER =
  /\b(?:weather|temperature|(?:will it|is it|is it going to be) (?:rain|snow|sunny|raining|snowing|warm|cold|hot))\b/i;

const OUT_OF_SCOPE: readonly RegExp[] = [
  /\b(?:weather|poem|joke|recipe|song|haiku|essay|story|translate|movie|football|soccer|restaurant|president|capital of|horoscope|lyrics|homework|translate|crossword|limerick|flight|hotel|lottery)\b/i,
  /^(?:please |can you |could you |kindly |i want to |i'd like to |i would like to |i want you to |let's |go ahead and )?(?:wire|send|transfer|pay|withdraw|deposit|move|buy|sell|purchase|trade|invest|rebalance|liquidate|exercise|place|execute|redeem)\b(?! (?:me|us)\b)\s+(?:[$€£¥]|\d|all\b|half\b|some\b|my\b|our\b|the\b|a\b|an\b|more\b|everything\b|one\b|two\b|five\b|ten\b|out\b|money\b|into\b|from\b|shares\b|this\b|it\b|another\b|[\w&.']+ (?:shares|stock)\b|for me\b)(?!.*\b(?:last|list|history|transactions|orders?|trades)\b)/i,
  /\b(?:who|what) are you\s*[?.!]*$|\bhow are you\b|\bwhat(?:'s| is) your name\b|\bare you (?:a )?(?:human|robot|bot|ai|real)\b|\bwhat can you do\b|\bare you there\b|\bhow old are you\b|\btell me about yourself\b/i,
  /^\s*(?:hi|hello|hey|thanks|thank you|thx|good (?:morning|afternoon|evening)|bye|goodbye|cheers|ok|okay|great|cool|yo|test|ping|nice|help)(?:\s+(?:there|so much|a lot|very much|guys|team|everyone|you))*\s*[.!?]*\s*$/i,
  /\b(?:what time is it|time in \w+|news about|latest news|exchange rate (?:of|between) bitcoin|write (?:me )?(?:a|an|some) (?:letter|email|essay|story|code|program|script|python))\b/i,
  /\b(?:set up|schedule|cancel) (?:a|an|my|the) (?:meeting|call|appointment|alert|transfer|order)\b|\b(?:call|email|message|phone) (?:my|the) (?:advisor|adviser|client|bank)\b/i,
];

const THANKS =
  /^\s*(?:many )?(?:thanks|thank you|thx|cheers|great|nice|cool|ok|okay|bye|goodbye)\b[\w\s]{0,20}[.!]*\s*$/i;
const GREETING = /^\s*(?:hi|hello|hey|yo|good (?:morning|afternoon|evening))\b[\w\s]{0,20}[.!]*\s*$/i;
const ABILITIES =
  /\bwhat (?:can|could|do|else can) (?:you|i) (?:do|ask|answer|know)\b|\bwhat (?:sort|kind|type)s? of questions\b|\bhow (?:do|can) i use (?:this|you)\b|^\s*help(?: me)?\s*[.!?]*\s*$/i;
const ABILITIES_SHOWN_MAX = 14;

/** What is said to a greeting, thanks or 'what can I ask?'; null for anything else. */
export function smalltalkReply(text: string): string | null {
  if (GREETING.test(text)) return 'Hello! Ask me about the accounts that you can see, for example like this.';
  if (THANKS.test(text)) return 'You are welcome. Ask whenever you want to know more.';
  if (!ABILITIES.test(text)) return null;
  const figures = [...METRICS.values()].filter(
    ({ unit, additivity }) => unit !== 'date' && additivity !== 'count',
  );
  const groups = [...DIMENSIONS.values()].map(({ label }) => label.toLowerCase());
  const named = figures.slice(0, ABILITIES_SHOWN_MAX).map(({ label }) => label.toLowerCase());
  return `I answer from the accounts’ own data: ${named.join(', ')} and more, for any period, by ${groups.slice(0, 8).join(', ')} and so on; and I list holdings, bookings, accounts and clients.`;
}

/** Inside a sentence a Will with a capital is somebody. */
const NAMED_WILL = /(?<=[a-z,'’]\s)Will(?:'s|’s)?(?=\s|[?.,!]|$)/gu;

/** Words that belong to other languages and to no question in English or German. */
const OTHER_LANGUAGE =
  /(?:^|[\s¿¡])(?:cuánto|cuanto|cuál|cual|qué|cuenta|cartera|combien|quel|quelle|mon portefeuille|compte|quanto|qual|minha|conta|rendimento|portafoglio|сколько|мой|ile|hvor|hoeveel|portefeuille|mijn|hur mycket|いくら|多少|我的|كم|quanti|quante|valore)(?=[\s?.,!]|$)/iu;

/**
 * What is declined for what it asks, before any grammar: changes and pasted statements, orders, advice and forecasts,
 * smalltalk, other languages. The words alone decide where they can mean nothing else.
 */
export function declineAtSight(
  text: string,
  isNamed: (words: string) => boolean = () => false,
): AtSight | null {
  if (!/[\p{L}\p{N}]/u.test(text)) return 'out_of_scope';
  if (UNSAFE.some((pattern) => pattern.test(text))) return 'unsafe';
  const nameless = text.replaceAll(NAMED_WILL, ' ');
  if (WEATHER.test(text)) return 'out_of_scope';
  if (ADVICE.some((pattern) => pattern.test(nameless))) return 'advice';
  if (OUT_OF_SCOPE.some((pattern) => pattern.test(text))) return 'out_of_scope';
  const foreign = OTHER_LANGUAGE.exec(text)?.[0];
  // An account may be called 'Cuenta nueva', whatever language its name is of.
  return foreign !== undefined && !isNamed(foreign) ? 'out_of_scope' : null;
}
