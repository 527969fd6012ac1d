/**
 * The name under which every store shows its product tables to a guarded statement: `product.accounts`. The guard
 * prints it, the store makes it bind, and nothing else in the store carries it.
 */
export const PHYSICAL_SCHEMA = 'product';

/** The name under which a guarded statement finds the copies of its own rows: `temp.own_accounts`. */
export const OWN_ROWS_SCHEMA = 'temp';
