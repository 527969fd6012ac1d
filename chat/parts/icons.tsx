import type { ComponentChildren } from 'preact';

function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

const path = (d: string) => () => (
  <Icon>
    <path d={d} />
  </Icon>
);

export const MenuIcon = path('M4 7h16M4 12h16M4 17h10');
export const PlusIcon = path('M12 5v14M5 12h14');
export const CloseIcon = path('M6 6l12 12M18 6 6 18');
export const SendIcon = path('M12 19V5M6 11l6-6 6 6');
export const CheckIcon = path('M5 12.5l4.5 4.5L19 7.5');
export const GaugeIcon = path('M4 17a8 8 0 0 1 16 0M12 17l4-6M4 17h16');
export const VerifyIcon = path('M12 3l7 3v6c0 4-3 7-7 9-4-2-7-5-7-9V6zM9 12l2 2 4-4');
export const ChevronIcon = path('M7 10l5 5 5-5');
export const PencilIcon = path('M4 20h4L19 9l-4-4L4 16v4zM13.5 6.5l4 4');
export const TrashIcon = path('M5 7h14M10 7V5h4v2M7 7l1 12h8l1-12M10.5 11v5M13.5 11v5');
export const MoonIcon = path('M20 14.5A8 8 0 0 1 9.5 4a8 8 0 1 0 10.5 10.5z');
export const SignOutIcon = path('M14 5H6v14h8M10 12h10M17 9l3 3-3 3');
export const ArrowIcon = path('M7 17 17 7M9 7h8v8');
export const ChatIcon = path('M5 5h14v10H10l-5 4z');
export const ChartIcon = path('M4 20h16M7 16v-5M12 16V6M17 16v-8');
export const RefreshIcon = path('M19 12a7 7 0 1 1-2-5M19 4v4h-4');
export const PinIcon = path('M9 4h6l-1 6 4 4H6l4-4zM12 14v6');
export const ShareIcon = path('M8 12h8M13 8l4 4-4 4M12 4H6v16h6');
export const InboxIcon = path('M4 13 7 5h10l3 8v6H4zM4 13h5l1.5 3h3L15 13h5');
export const PeopleIcon = path(
  'M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3 19c0-3 2.5-5 6-5s6 2 6 5M16 5.5a3 3 0 0 1 0 5M17.5 14.3c2.2.6 3.5 2.3 3.5 4.7',
);
export const KeyIcon = path('M8 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 12h9M18 12v4M15 12v3');
export const ListIcon = path('M9 6h11M9 12h11M9 18h11M4 6h1M4 12h1M4 18h1');
export const PulseIcon = path('M3 12h4l3-7 4 14 3-7h4');
export const DownloadIcon = path('M12 4v11M7 11l5 5 5-5M5 20h14');
export const ThumbUpIcon = path(
  'M7 11v9H4v-9zM7 11l4-7c1.5 0 2.5 1 2.5 2.5V10H18a2 2 0 0 1 2 2.3l-1 6A2 2 0 0 1 17 20H7',
);
export const ThumbDownIcon = path(
  'M7 13V4H4v9zM7 13l4 7c1.5 0 2.5-1 2.5-2.5V14H18a2 2 0 0 0 2-2.3l-1-6A2 2 0 0 0 17 4H7',
);
export const StopIcon = () => (
  <svg class="icon" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true" focusable="false">
    <rect x="7" y="7" width="10" height="10" rx="2" />
  </svg>
);
export const SearchIcon = () => (
  <Icon>
    <circle cx="11" cy="11" r="6" />
    <path d="M15.5 15.5 20 20" />
  </Icon>
);
export const CopyIcon = () => (
  <Icon>
    <rect x="9" y="9" width="10" height="10" rx="2" />
    <path d="M5 15V6a1 1 0 0 1 1-1h9" />
  </Icon>
);
export const SunIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4" />
  </Icon>
);
export const Mark = () => (
  <svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect class="brand-mark-ground" width="32" height="32" rx="8" />
    <path class="brand-mark-bars" d="M8 22V17M14 22V11M20 22V14" />
    <circle class="brand-mark-point" cx="24" cy="9" r="2.5" />
  </svg>
);
