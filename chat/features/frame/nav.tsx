import type { JSX } from 'preact';
import { ChartIcon, ChatIcon, PinIcon } from '../../parts/icons.tsx';
import { strings } from '../../strings.ts';
import { goTo, type PlaceName } from '../ask/address.ts';

interface Place {
  readonly name: PlaceName;
  readonly hash: string;
  readonly icon: () => JSX.Element;
}

const PLACES: readonly Place[] = [
  { name: 'ask', hash: '', icon: ChatIcon },
  { name: 'overview', hash: '#/overview', icon: ChartIcon },
  { name: 'board', hash: '#/board', icon: PinIcon },
];

/** Where one can go. */
export function Nav({ current, onGo }: { current: PlaceName; onGo: () => void }) {
  return (
    <ul class="places" aria-label={strings.places.title}>
      {PLACES.map(({ name, hash, icon: Icon }) => (
        <li key={name}>
          <a
            class="place"
            href={hash === '' ? '#/' : hash}
            {...(name === current ? { 'aria-current': 'page' as const } : {})}
            onClick={(event) => {
              if (event.ctrlKey || event.metaKey || event.shiftKey) return;
              event.preventDefault();
              onGo();
              goTo(hash);
            }}
          >
            <Icon />
            {strings.places[name]}
          </a>
        </li>
      ))}
    </ul>
  );
}
