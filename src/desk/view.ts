import type { InView, Offers } from '../api/parts.ts';
import type { Actor } from '../vocabulary/scope.ts';
import type { View } from '../vocabulary/view.ts';

/** Everything that somebody may pick from, at once. */
export function createView(inView: InView, offers: Offers): (actor: Actor) => Promise<View> {
  return async (actor) => {
    const [asOf, accounts, portfolios, clients, examples, vocabulary] = await Promise.all([
      inView.asOf(),
      inView.accounts(actor),
      inView.portfolios(actor),
      inView.clients(actor),
      inView.examples(actor),
      offers.vocabulary(),
    ]);
    return { asOf, accounts, portfolios, clients, examples, vocabulary };
  };
}
