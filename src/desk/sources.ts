import type { Sources } from '../state/sources.ts';
import type { DeliveryRequest, Refresh } from '../vocabulary/run.ts';
import type { NewSource, SourceCheck } from '../vocabulary/source.ts';

/** The work on registered sources: a name becomes the delivery that its source makes. */
export interface SourceDesk {
  /** Checks it first, unless told not to. */
  add(source: NewSource, check: boolean): Promise<SourceCheck | null>;
  check(name: string): Promise<SourceCheck>;
  run(name: string, full: boolean, onProgress: Parameters<Refresh>[1]): ReturnType<Refresh>;
}

export function createSourceDesk(
  sources: Sources,
  refresh: Refresh,
  check: (delivery: DeliveryRequest) => Promise<SourceCheck>,
): SourceDesk {
  return {
    add: async (source, checked) => {
      const found = checked ? await check(deliveryOf(source, false)) : null;
      await sources.add(source);
      return found;
    },
    check: async (name) => check(deliveryOf(await sources.open(name), false)),
    run: async (name, full, onProgress) => refresh(deliveryOf(await sources.open(name), full), onProgress),
  };
}

function deliveryOf({ name, address, mapping, mode, secret }: NewSource, full: boolean): DeliveryRequest {
  return {
    path: address,
    source: name,
    mode: full ? 'full' : mode,
    mapping,
    ...(secret === null ? {} : { secret }),
  };
}
