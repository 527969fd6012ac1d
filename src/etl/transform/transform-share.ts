import { fillFigures, type ShareResult, withOneThread } from './figures.ts';
import { openMarketData } from './market-data.ts';
import { createProductTables } from './product-schema.ts';
import { bookedCurrencies, fillReferenceTables, fillTouchedAccounts } from './reference-tables.ts';
import { planShares } from './shares.ts';
import { type Copied, placeOf, spanOf } from './span.ts';
import { pairClientTransfers } from './transfer-pairs.ts';
import type { TransformRequest } from './transform.ts';

/** What is no account's own lies in the parcel that the share is a part of. */
const STAGED: Copied = { transactions: false, prices: false };

/**
 * Works out the figures of a range of the accounts alone, in a parcel of its own that has nothing else worth
 * publishing; `transform` over all of them fills the other tables.
 */
export async function transformShare(
  request: Omit<TransformRequest, 'kept' | 'shares'>,
  share: { readonly n: number; readonly of: number },
): Promise<ShareResult> {
  const { connection, firmCurrency } = request;
  const beside = await request.connect();
  try {
    const range = (await planShares(connection, request.accounts, share.of))[share.n];
    await createProductTables(connection);
    await fillReferenceTables(connection, await bookedCurrencies(connection));
    // Where a few accounts have most of the bookings there is nothing left for the last shares.
    if (!range) return { tallies: [], suspects: [] };
    await fillTouchedAccounts(connection, request.accounts, range);
    const { firstDay, horizon } = await spanOf(
      connection,
      STAGED,
      request.today,
      request.rowsAsStaged === true,
    );
    const transfers = await pairClientTransfers(connection, STAGED.transactions);
    const prices = { name: placeOf('prices', STAGED), clustered: false, asStaged: false };
    const data = await openMarketData(beside, firmCurrency, prices, firstDay, horizon);
    return await withOneThread(connection, () => fillFigures(request, transfers, data));
  } finally {
    beside.closeSync();
  }
}
