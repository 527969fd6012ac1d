import type { ConversationSummary } from '../../../src/api/contract.ts';
import { strings } from '../../strings.ts';

export interface ConversationGroup {
  readonly title: string;
  readonly items: readonly ConversationSummary[];
}

const WEEK_MS = 7 * 86_400_000;

/** Conversations by age, newest first; empty groups are left out. */
export function groupByAge(items: readonly ConversationSummary[], now: Date): readonly ConversationGroup[] {
  const newestFirst = items.toSorted((a, b) => Date.parse(b.updatedAt) - Date.parse(a.updatedAt));
  const titleOf = ({ updatedAt }: ConversationSummary): string => {
    const date = new Date(updatedAt);
    if (date.toDateString() === now.toDateString()) return strings.history.today;
    return now.getTime() - date.getTime() < WEEK_MS ? strings.history.week : strings.history.older;
  };
  return [strings.history.today, strings.history.week, strings.history.older]
    .map((title) => ({ title, items: newestFirst.filter((item) => titleOf(item) === title) }))
    .filter((group) => group.items.length > 0);
}
