import { LIMITS } from '../vocabulary/limits.ts';
import { boundedCache, type BoundedCacheOptions } from './bounded-cache.ts';
import { packedCache, type Sealing } from './packed-cache.ts';
import type { Cache } from './port.ts';

/** A cache in another process, as it may be used: sealed, small, and never in the way. */
export function outsideCache(
  cache: Cache,
  parts: { readonly sealing: Sealing } & Pick<BoundedCacheOptions, 'timers' | 'onChange' | 'onLookup'>,
): Cache {
  const packed = packedCache(cache, {
    sealing: parts.sealing,
    compress_bytes_min: LIMITS.cache_compress_bytes_min,
    value_bytes_max: LIMITS.cache_value_bytes_max,
  });
  return boundedCache(packed, {
    wait_ms_max: LIMITS.cache_wait_ms_max,
    pause_ms: LIMITS.cache_pause_ms,
    writes_waiting_max: LIMITS.cache_writes_waiting_max,
    timers: parts.timers,
    ...(parts.onChange ? { onChange: parts.onChange } : {}),
    ...(parts.onLookup ? { onLookup: parts.onLookup } : {}),
  });
}
