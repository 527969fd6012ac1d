/** What moves a value from the opening to the end of a period, in the order in which it adds up. */
export const MOVES: readonly string[] = [
  'opening_value',
  'net_contributions',
  'gain',
  'market_value',
  'income',
  'fees',
];

/** The same for single securities, which have no flows and no fees of their own. */
export const MOVES_OF_SECURITIES: readonly string[] = ['gain', 'income', 'market_value'];
