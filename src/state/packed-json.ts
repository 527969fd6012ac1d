import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { LIMITS } from '../vocabulary/limits.ts';
import { MadeOnce } from '../vocabulary/made-once.ts';

/** The JSON of a record in two: fields of its own, and those that come again as the same object in other records. */
export interface Parted {
  readonly own: object;
  readonly lasting: object | null;
}

const FORMAT = 'p1';
/** The fastest: most of it is names and SQL, of which a third is left by any. */
const LEVEL = 1;

interface Packed {
  readonly text: string;
  /** How long it is as JSON. */
  readonly chars: number;
}

const PACKED = new MadeOnce<Packed>();

/**
 * The text of a record: JSON where nothing of it lasts, and otherwise what lasts packed, once for all records that it
 * comes in, before the JSON of the rest. So a record that says the same as others is written, sealed and chained as the
 * few bytes that are its own and the packed ones.
 */
export function packJson(own: object, lasting: object | null): Packed {
  const text = JSON.stringify(own);
  if (lasting === null) return { text, chars: text.length };
  const rest = packed(lasting);
  return { text: `${FORMAT}:${rest.text}:${text}`, chars: text.length + rest.chars };
}

/** What `packJson` was given. Throws SyntaxError or a RangeError of the packing for another text. */
export function unpackJson(text: string): Parted {
  if (!text.startsWith(`${FORMAT}:`)) return { own: JSON.parse(text) as object, lasting: null };
  const end = text.indexOf(':', FORMAT.length + 1);
  const bytes = inflateRawSync(Buffer.from(text.slice(FORMAT.length + 1, end), 'base64url'), {
    maxOutputLength: LIMITS.packed_bytes_max,
  });
  return {
    own: JSON.parse(text.slice(end + 1)) as object,
    lasting: JSON.parse(bytes.toString('utf8')) as object,
  };
}

/** The object is taken to say the same for as long as it is there: nobody changes what an answer is made of. */
function packed(lasting: object): Packed {
  return PACKED.of(lasting, [], () => {
    const text = JSON.stringify(lasting);
    const bytes = deflateRawSync(text, { level: LEVEL });
    return { text: bytes.toString('base64url'), chars: text.length };
  });
}
