import type { JSX } from 'preact';
import type { Right } from '../../../src/vocabulary/scope.ts';
import {
  ChartIcon,
  ChatIcon,
  ChevronIcon,
  GaugeIcon,
  InboxIcon,
  KeyIcon,
  ListIcon,
  PeopleIcon,
  PinIcon,
  PulseIcon,
  ShareIcon,
  VerifyIcon,
} from '../../parts/icons.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import { strings } from '../../strings.ts';
import { pageAddress, type PlaceName } from '../ask/address.ts';

interface Place {
  readonly name: PlaceName;
  /** Whoever lacks it does not see the entry; the server refuses the page's requests besides. */
  readonly right: Right;
  readonly icon: () => JSX.Element;
}

const EVERYBODYS: readonly Place[] = [
  { name: 'ask', right: 'ask', icon: ChatIcon },
  { name: 'overview', right: 'figures', icon: ChartIcon },
  { name: 'board', right: 'figures', icon: PinIcon },
  { name: 'sharing', right: 'ask', icon: ShareIcon },
];

/** Where an installation is looked after. */
const KEEPERS: readonly Place[] = [
  { name: 'deliveries', right: 'runs.read', icon: InboxIcon },
  { name: 'people', right: 'people.manage', icon: PeopleIcon },
  { name: 'keys', right: 'keys.manage', icon: KeyIcon },
  { name: 'audit', right: 'audit.read', icon: ListIcon },
  { name: 'verified', right: 'answers.verify', icon: VerifyIcon },
  { name: 'usage', right: 'installation.read', icon: GaugeIcon },
  { name: 'status', right: 'installation.read', icon: PulseIcon },
];

interface NavProps {
  readonly current: PlaceName;
  readonly rights: readonly string[];
  readonly onGo: () => void;
}

/** Where one can go, by what one may do. */
export function Nav({ current, rights, onGo }: NavProps) {
  const open = (places: readonly Place[]): readonly Place[] =>
    places.filter(({ right }) => rights.includes(right));
  const kept = open(KEEPERS);
  return (
    <div class="nav-places">
      <PlaceList label={strings.places.title} places={open(EVERYBODYS)} current={current} onGo={onGo} />
      {kept.length === 0 ? null : (
        <details class="keepers" open={kept.some(({ name }) => name === current)}>
          <summary class="place">
            <ChevronIcon />
            {strings.places.keepers}
          </summary>
          <PlaceList label={strings.places.keepers} places={kept} current={current} onGo={onGo} />
        </details>
      )}
    </div>
  );
}

interface PlaceListProps extends Pick<NavProps, 'current' | 'onGo'> {
  readonly label: string;
  readonly places: readonly Place[];
}

function PlaceList({ label, places, current, onGo }: PlaceListProps) {
  return (
    <ul class="places" aria-label={label}>
      {places.map(({ name, icon: Icon }) => (
        <li key={name}>
          <PageLink class="place" hash={pageAddress(name)} isCurrent={name === current} onGo={onGo}>
            <Icon />
            {strings.places[name]}
          </PageLink>
        </li>
      ))}
    </ul>
  );
}
