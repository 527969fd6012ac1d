import type { PeriodRead } from '../period.ts';
import type { Form } from './form.ts';

const LOOSE =
  /^(?:ever|to date|so far|until now|up to now|till now|up to today|overall|historically|all along|over the years)\b/;

const WHOLE_HISTORY: readonly RegExp[] = [
  /^(?:ever )?since (?:the )?(?:very )?(?:inception|start|beginning|outset|day one|opening|launch)(?: of (?:the |my |our |this )?(?:account|portfolio|relationship|mandate|client))?\b/,
  /^since (?:the |my |our |this |its )?(?:account|portfolio|relationship)? ?(?:inception|opening|start)\b/,
  /^since (?:i|we|he|she|they|you|it)(?: first| all)? (?:started|joined|began|opened|came|signed|became|invested|start|have been (?:with|here))(?: (?:with )?(?:you guys|you|here|this account|the account|my account|an account|the portfolio|investing|up|aboard|on board|a client|clients|us))*/,
  /^since (?:the|this|my|our) (?:account|portfolio)(?: was| is|'s)? (?:opened|set up|started|created|began|opening|inception)\b/,
  /^since (?:it|this) (?:was )?(?:opened|started|began)\b/,
  /^since (?:joining|starting|opening|signing up|becoming a client)(?: (?:with )?(?:you guys|you|here|us|the firm|this account|the account|my account))?\b/,
  /^(?:full|whole|entire|complete) (?:history|period)\b/,
  /^since (?:(?:the |my |our )?purchase|buying(?: it| them)?|(?:i|we) (?:bought|purchased|acquired) (?:it|them)|(?:it was|they were|being) (?:bought|purchased|acquired))\b/,
  /^from (?:the )?(?:inception|start|beginning|outset|very beginning|day one)(?: on| to date| until now| to now)?\b/,
  /^(?:over|in|during|for|across) (?:the |its |my |our )?(?:whole |entire |full |complete )?(?:history|lifetime|life|all time|whole time)(?: of (?:the |my |this )?(?:account|portfolio))?\b/,
  /^(?:ever|itd|inception to date|of all time|all time|to date|so far|until now|up to now|till now|up to today|overall|lifetime|historically|all along|over the years|seit beginn)\b/,
  /^(?:the|over the|for the|in the) (?:whole|entire|full) (?:period|history|time)\b/,
];

/** `since inception`, `since the account was opened`, `since I started`, `ever`, `so far`, `all time`. */
export const wholeHistory: Form = (tokens, at, today) => {
  const rest = tokens
    .slice(at, at + 12)
    .map((token) => token.norm)
    .join(' ');
  const longest = WHOLE_HISTORY.reduce((best, pattern) => {
    const match = pattern.exec(rest)?.[0].trim() ?? '';
    return match.length > best.length ? match : best;
  }, '');
  if (longest === '') return [];
  const period: PeriodRead = {
    kind: 'range',
    from: null,
    to: today,
    label: 'since inception',
    unit: null,
    other: null,
    ...(LOOSE.test(longest) ? { loose: true as const } : {}),
  };
  return [{ period, length: longest.split(' ').length, span: null }];
};
