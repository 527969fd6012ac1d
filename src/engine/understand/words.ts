import type { DeclineReason } from '../../vocabulary/answer.ts';

/** What can be asked, shown where a question could not be answered. */
export const EXAMPLES: readonly string[] = [
  'How much is my portfolio worth?',
  'What is my return this year?',
  'Top 5 holdings by value',
  'How much income did I receive last year, by month?',
];

/** The fixed sentences of declines. That for `not_permitted` is one and the same whatever was named. */
export const SENTENCES: Readonly<Record<Exclude<DeclineReason, 'not_understood'>, string>> = {
  advice:
    'I cannot give advice or forecasts. I can tell you what you hold, what it is worth, what it earned and what it cost.',
  out_of_scope:
    'I can only answer questions about the accounts in view: their value, holdings, returns, income, fees and bookings.',
  not_permitted:
    'You have no access to that, or there is no such thing. Ask about accounts that you can see.',
  no_data:
    'The data here do not contain that. You can ask about values, holdings, returns, income, fees and bookings.',
  unsafe:
    'I only read figures; I cannot change or delete anything, and I do not run statements that are pasted in.',
};
