import type { Store } from './port.ts';

/** The same store; `follow` does each read and publish as a part of what is being worked on. */
export function tracedStore(
  store: Store,
  follow: <T>(name: string, work: () => Promise<T>) => Promise<T>,
): Store {
  return {
    read: (statements, limits) => follow('store.read', () => store.read(statements, limits)),
    version: () => store.version(),
    marks: () => store.marks(),
    publish: (parcel) => follow('store.publish', () => store.publish(parcel)),
    close: () => store.close(),
  };
}
