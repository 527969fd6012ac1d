import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { strings } from '../strings.ts';
import { ChevronIcon } from './icons.tsx';

export interface PickOption {
  readonly key: string;
  readonly label: string;
  readonly hint?: string;
  readonly isCurrent?: boolean;
  readonly onPick: () => void;
}

interface PickMenuProps {
  /** What the button shows. */
  readonly label: ComponentChildren;
  /** What it is for, to the ear. */
  readonly name: string;
  readonly options: readonly PickOption[];
  /** Stands below the options; closes the menu by what it is given. */
  readonly foot?: (close: () => void) => ComponentChildren;
  readonly class?: string;
  readonly isDisabled?: boolean;
}

const SEARCH_FROM = 9;

/** A button that opens a list of things to pick from; a long list can be searched. Escape and a click beside it close it. */
export function PickMenu({
  label,
  name,
  options,
  foot,
  class: look = '',
  isDisabled = false,
}: PickMenuProps) {
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [query, setQuery] = useState('');
  const close = (): void => {
    setOpen(false);
    setQuery('');
    button.current?.focus();
  };
  useEffect(() => {
    if (!isOpen) return undefined;
    root.current?.querySelector<HTMLElement>('.pick-search, .pick-option, .pick-menu input')?.focus();
    const onPointer = (event: PointerEvent): void => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', onPointer);
    return () => document.removeEventListener('pointerdown', onPointer);
  }, [isOpen]);

  // Opens upwards and to the right unless there is no room: the menu must not stick out of what scrolls.
  useLayoutEffect(() => {
    const element = menu.current;
    const place = root.current;
    if (!isOpen || !element || !place) return;
    element.classList.remove('is-below', 'is-left');
    const { left, top } = place.getBoundingClientRect();
    const around = place.closest('.scroll')?.getBoundingClientRect() ?? document.body.getBoundingClientRect();
    element.classList.toggle('is-below', top - element.offsetHeight < around.top);
    element.classList.toggle('is-left', left + element.offsetWidth > around.right - 8);
  }, [isOpen]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isOpen) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      close();
      return;
    }
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const items = [...(root.current?.querySelectorAll<HTMLElement>('.pick-option') ?? [])];
    const at = items.findIndex((item) => item === document.activeElement);
    items[at < 0 ? (step > 0 ? 0 : items.length - 1) : (at + step + items.length) % items.length]?.focus();
  };

  const wanted = query.toLowerCase();
  const shown = options.filter((option) =>
    `${option.label} ${option.hint ?? ''}`.toLowerCase().includes(wanted),
  );
  return (
    <div
      class="pick"
      ref={root}
      onKeyDown={onKeyDown}
      onFocusOut={(event) => {
        const to = event.relatedTarget;
        if (isOpen && to instanceof Node && !root.current?.contains(to)) setOpen(false);
      }}
    >
      <button
        ref={button}
        type="button"
        class={`btn chip ${look}`}
        aria-haspopup="true"
        aria-expanded={isOpen}
        aria-controls={`${id}-menu`}
        aria-label={name}
        title={name}
        disabled={isDisabled}
        onClick={() => (isOpen ? close() : setOpen(true))}
      >
        <span class="chip-label">{label}</span>
        <ChevronIcon />
      </button>
      <div ref={menu} id={`${id}-menu`} class="pick-menu" hidden={!isOpen}>
        {isOpen ? (
          <>
            {options.length >= SEARCH_FROM ? (
              <input
                class="form-control form-control-sm pick-search"
                type="search"
                aria-label={strings.pick.search}
                placeholder={strings.pick.search}
                value={query}
                onInput={(event) => setQuery(event.currentTarget.value)}
              />
            ) : null}
            <div class="pick-options" role="group" aria-label={name}>
              {shown.map((option) => (
                <button
                  key={option.key}
                  type="button"
                  class="pick-option"
                  {...(option.isCurrent ? { 'aria-current': 'true' as const } : {})}
                  onClick={() => {
                    close();
                    option.onPick();
                  }}
                >
                  <span>{option.label}</span>
                  {option.hint ? <span class="pick-hint">{option.hint}</span> : null}
                </button>
              ))}
              {shown.length === 0 ? <p class="pick-none">{strings.pick.none}</p> : null}
            </div>
            {foot?.(close)}
          </>
        ) : null}
      </div>
    </div>
  );
}
