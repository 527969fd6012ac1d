import { createHash } from 'node:crypto';
import { LIMITS } from '../../../vocabulary/limits.ts';
import { unreadable } from './http-client.ts';
import type { TextRecord } from './json-records.ts';

/** What a stream says of its records. */
interface Records {
  readonly label: string;
  readonly updatedAt: string | null;
  readonly key: readonly string[];
  /** Whether rows of one key are lots: of holdings. */
  readonly addsUp: boolean;
}

/** What a record of a key says: when it was changed, or else a number that other contents do not have. */
type Form = string | number;

const NUMBER_BYTES = 6;

/**
 * What has come already: an interface may give a record on two pages, or a page twice, in whatever order. A record that
 * was changed in between comes once more in its later form, which counts where rows are merged; lots of holdings would
 * add up instead.
 */
export class Told {
  readonly #of: Records;
  readonly #forms = new Map<string, Form>();
  readonly #pages = new Set<string>();

  constructor(of: Records) {
    this.#of = of;
  }

  /** Those that are new. Throws `source_unreadable` for lots that came in two forms. */
  fresh(records: readonly TextRecord[], page: string): readonly TextRecord[] {
    if (this.#of.key.length > 0) return records.filter((record) => this.#isNew(record));
    if (this.#pages.has(page)) return [];
    this.#pages.add(page);
    return records;
  }

  #isNew(record: TextRecord): boolean {
    const key = JSON.stringify(this.#of.key.map((name) => record.get(name) ?? null));
    const form = this.#formOf(record);
    const known = this.#forms.get(key);
    if (known === form || (typeof known === 'string' && typeof form === 'string' && form < known))
      return false;
    if (known !== undefined && this.#of.addsUp)
      throw unreadable(
        `${this.#of.label} was changed while it was read, and its lots would add up; take it in again.`,
      );
    if (known !== undefined || this.#forms.size < LIMITS.http_keys_kept_max) this.#forms.set(key, form);
    return true;
  }

  #formOf(record: TextRecord): Form {
    const changed = this.#of.updatedAt === null ? null : record.get(this.#of.updatedAt);
    if (typeof changed === 'string') return changed;
    return createHash('sha256')
      .update(JSON.stringify([...record]))
      .digest()
      .readUIntBE(0, NUMBER_BYTES);
  }
}
