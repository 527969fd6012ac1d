import type { Day } from './day.ts';
import type { OfferedVocabulary } from './offer.ts';

/** What somebody may ask about: what is in view, and the words for it. Empty before the first import. */
export interface View {
  /** The last day of the data. */
  readonly asOf: Day | null;
  readonly accounts: readonly {
    readonly id: string;
    readonly name: string;
    readonly type: string | null;
    readonly currency: string;
    readonly portfolioId: string;
    readonly clientId: string;
    readonly custodian: string;
    readonly open: boolean;
  }[];
  readonly portfolios: readonly {
    readonly id: string;
    readonly name: string;
    readonly clientId: string;
    readonly currency: string;
  }[];
  readonly clients: readonly { readonly id: string; readonly name: string }[];
  /** Questions to begin with. */
  readonly examples: readonly string[];
  readonly vocabulary: OfferedVocabulary;
}
