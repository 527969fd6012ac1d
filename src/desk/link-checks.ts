import type { Probe } from './checks.ts';

/** An outside system as a setting names it. */
export interface NamedLink {
  readonly name: string;
  /** An address with a protocol, or a word such as `memory`. */
  readonly setting: string | null;
}

const LOCAL: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]', '']);
/** What is encrypted in place of what is not. */
const ENCRYPTED: Readonly<Record<string, string>> = {
  'redis:': 'Use rediss://, with ?ca=FILE for an authority of your own.',
  'amqp:': 'Use amqps://, with ?ca=FILE for an authority of your own.',
};
/** How an address of a database says that it is spoken to in the clear. */
const TLS_OFF = /[?&]tls=off(?:&|$)/;

/** Says of each outside system on another machine that is spoken to in the clear. */
export function plainLinkProbes(links: readonly NamedLink[]): readonly Probe[] {
  return links.flatMap(({ name, setting }) => {
    const remedy = remedyFor(setting);
    if (remedy === null) return [];
    const finding = 'what goes to it, its password among it, crosses the network in the clear';
    return [{ name, look: () => Promise.resolve({ finding, remedy }) }];
  });
}

function remedyFor(setting: string | null): string | null {
  // Several hosts stand between commas, which no URL has.
  const [, protocol = '', places = ''] = /^([a-z]+:)\/\/(?:[^@/]*@)?([^/?]*)/.exec(setting ?? '') ?? [];
  const isHere = places.split(',').every((place) => LOCAL.has(place.replace(/:\d+$/, '')));
  if (isHere) return null;
  if (TLS_OFF.test(setting ?? '')) return 'Leave tls=off out of the address; the server has to speak TLS.';
  return ENCRYPTED[protocol] ?? null;
}
