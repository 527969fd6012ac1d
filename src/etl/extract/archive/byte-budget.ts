import { Transform } from 'node:stream';
import { LIMITS } from '../../../vocabulary/limits.ts';
import { Problem } from '../../../vocabulary/problem.ts';

/** How much may come out of something packed: a few bytes that unpack without end are an attack, not a delivery. */
export class ByteBudget {
  readonly #name: string;
  readonly #bytesMax: number;
  #spent = 0;

  constructor(name: string, packedBytes: number) {
    this.#name = name;
    const believable = packedBytes * LIMITS.unpacked_ratio_max;
    this.#bytesMax = Math.min(
      LIMITS.unpacked_bytes_max,
      Math.max(LIMITS.unpacked_unsuspicious_bytes_max, believable),
    );
  }

  /** Lets bytes through as long as there is room for them. */
  meter(): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.#spent += chunk.length;
        if (this.#spent <= this.#bytesMax) done(null, chunk);
        else done(this.#exceeded());
      },
    });
  }

  #exceeded(): Problem {
    return new Problem(
      'source_unreadable',
      `${this.#name} unpacks to far more than its size lets expect (${String(Math.round(this.#bytesMax / 1_048_576))} MiB and no end), as no delivery does; unpack it yourself if it is right.`,
    );
  }
}
