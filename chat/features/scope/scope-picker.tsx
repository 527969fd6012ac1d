import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import { formatCount } from '../../format/cells.ts';
import { ChevronIcon, SearchIcon } from '../../parts/icons.tsx';
import { strings } from '../../strings.ts';
import { ScopeList } from './scope-list.tsx';
import { matchScope, type ScopeOption } from './scope-options.ts';

const SHOWN_PER_KIND = 40;

interface ScopePickerProps {
  readonly options: readonly ScopeOption[];
  readonly picked: ScopeOption;
  readonly onPick: (option: ScopeOption) => void;
}

/**
 * What the questions are about. An editable combobox with a list (WAI-ARIA Authoring Practices): focus stays in the
 * field, the arrows move through the list, Enter picks, Escape closes.
 */
export function ScopePicker({ options, picked, onPick }: ScopePickerProps) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const root = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const matches = useMemo(
    () => matchScope(options, isOpen ? query : '', SHOWN_PER_KIND),
    [options, isOpen, query],
  );
  const { shown } = matches;

  const open = (): void => {
    if (isOpen) return;
    setQuery('');
    setOpen(true);
    const all = matchScope(options, '', SHOWN_PER_KIND).shown;
    setActive(Math.max(0, all.indexOf(picked)));
  };
  const close = (): void => {
    setOpen(false);
    setQuery('');
  };
  const pick = (option: ScopeOption): void => {
    onPick(option);
    close();
  };
  const move = (to: number): void => {
    if (!isOpen) open();
    else if (shown.length > 0) setActive((to + shown.length) % shown.length);
  };

  useEffect(() => {
    if (!isOpen) return undefined;
    const onPointer = (event: PointerEvent): void => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) close();
    };
    document.addEventListener('pointerdown', onPointer);
    return () => document.removeEventListener('pointerdown', onPointer);
  }, [isOpen]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: Math.min(active + 10, shown.length - 1),
      PageUp: Math.max(active - 10, 0),
    };
    const to = moves[event.key];
    if (to !== undefined) {
      event.preventDefault();
      move(to);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const option = shown[active];
      if (isOpen && option) pick(option);
      else open();
    } else if (event.key === 'Escape' && isOpen) {
      event.preventDefault();
      close();
    } else if (event.key === 'Tab') {
      close();
    }
  };

  const activeId = isOpen && shown[active] ? `${id}-option-${active}` : undefined;
  return (
    <div class="scope" ref={root}>
      <label class="scope-label" for={`${id}-field`}>
        {strings.scope.label}
      </label>
      <div class="scope-place">
        <div class={`scope-field${isOpen ? ' is-open' : ''}`}>
          {isOpen ? <SearchIcon /> : null}
          <input
            ref={field}
            id={`${id}-field`}
            class="scope-input"
            type="text"
            role="combobox"
            autocomplete="off"
            spellcheck={false}
            aria-expanded={isOpen}
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            {...(activeId === undefined ? {} : { 'aria-activedescendant': activeId })}
            placeholder={isOpen ? strings.scope.placeholder : ''}
            value={isOpen ? query : picked.label}
            title={isOpen ? '' : picked.label}
            onClick={open}
            onInput={(event) => {
              setOpen(true);
              setQuery(isOpen ? event.currentTarget.value : (event.currentTarget.value.at(-1) ?? ''));
              setActive(0);
            }}
            onKeyDown={onKeyDown}
            onBlur={(event) => {
              if (!(event.relatedTarget instanceof Node && root.current?.contains(event.relatedTarget)))
                close();
            }}
          />
          <ChevronIcon />
        </div>
        <ScopeList
          id={id}
          isOpen={isOpen}
          matches={matches}
          active={active}
          picked={picked}
          onHover={setActive}
          onPick={(option) => {
            pick(option);
            field.current?.focus();
          }}
        />
      </div>
      <div class="visually-hidden" role="status">
        {isOpen ? strings.scope.found(formatCount(matches.total)) : ''}
      </div>
    </div>
  );
}
