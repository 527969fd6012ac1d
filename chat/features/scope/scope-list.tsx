import { useEffect, useRef } from 'preact/hooks';
import { formatCount } from '../../format/cells.ts';
import { CheckIcon } from '../../parts/icons.tsx';
import { strings } from '../../strings.ts';
import { SCOPE_KINDS, type ScopeMatches, type ScopeOption } from './scope-options.ts';

interface ScopeListProps {
  readonly id: string;
  readonly isOpen: boolean;
  readonly matches: ScopeMatches;
  readonly active: number;
  readonly picked: ScopeOption;
  readonly onHover: (index: number) => void;
  readonly onPick: (option: ScopeOption) => void;
}

/** The list under the field; options are numbered through, across their groups. */
export function ScopeList({ id, isOpen, matches, active, picked, onHover, onPick }: ScopeListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isOpen) list.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest' });
  }, [isOpen, active, matches]);

  return (
    <div
      ref={list}
      id={`${id}-list`}
      class="scope-list"
      role="listbox"
      aria-label={strings.scope.label}
      hidden={!isOpen}
      // Keeps the focus in the field while the list is clicked or scrolled.
      onMouseDown={(event) => event.preventDefault()}
    >
      {isOpen
        ? SCOPE_KINDS.map((kind) => {
            const group = matches.shown
              .map((option, index) => ({ option, index }))
              .filter(({ option }) => option.kind === kind);
            if (group.length === 0) return null;
            const hidden = matches.hidden[kind];
            return (
              <div key={kind} role="group" aria-labelledby={`${id}-${kind}`}>
                <div id={`${id}-${kind}`} class="scope-group">
                  {strings.scope.groups[kind]}
                </div>
                {group.map(({ option, index }) => (
                  <div
                    key={option.id}
                    id={`${id}-option-${index}`}
                    class={`scope-option${index === active ? ' is-active' : ''}`}
                    role="option"
                    aria-selected={option === picked}
                    {...(index === active ? { 'data-active': '' } : {})}
                    onMouseMove={() => onHover(index)}
                    onClick={() => onPick(option)}
                  >
                    <span class="scope-option-words">
                      <span class="scope-option-label">{option.label}</span>
                      <span class="scope-option-detail">{option.detail}</span>
                    </span>
                    {option === picked ? <CheckIcon /> : null}
                  </div>
                ))}
                {hidden > 0 ? <div class="scope-more">{strings.scope.more(formatCount(hidden))}</div> : null}
              </div>
            );
          })
        : null}
      {isOpen && matches.shown.length === 0 ? <div class="scope-more">{strings.scope.none}</div> : null}
    </div>
  );
}
