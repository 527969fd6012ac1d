import { useState } from 'preact/hooks';
import type { Grant, GrantKind } from '../../../src/vocabulary/person.ts';
import { addGrant, revokeGrant } from '../../api/operations.ts';
import { formatDay } from '../../format/dates.ts';
import { TrashIcon } from '../../parts/icons.tsx';
import { strings } from '../../strings.ts';
import { type ChangePeople, Field } from './person-form.tsx';

const KINDS: readonly GrantKind[] = ['account', 'portfolio', 'client', 'book'];

interface GrantListProps {
  readonly user: string;
  readonly grants: readonly Grant[];
  readonly isBusy: boolean;
  readonly onChange: ChangePeople;
}

/** What somebody may see besides what the role opens; taking it back, and giving more. */
export function GrantList({ user, grants, isBusy, onChange }: GrantListProps) {
  const words = strings.operations.people;
  const [kind, setKind] = useState<GrantKind>('account');
  const [target, setTarget] = useState('');
  const [until, setUntil] = useState('');
  const give = async (): Promise<void> => {
    const grant = { user, kind, target: target.trim(), expiresAt: endOfDay(until) };
    if (await onChange(() => addGrant(grant), words.saved(user))) setTarget('');
  };
  return (
    <fieldset class="grants">
      <legend>{words.grants}</legend>
      {grants.length === 0 ? <p class="panel-note">{words.noGrants}</p> : null}
      <ul class="grant-items">
        {grants.map((grant) => (
          <li key={grant.id}>
            <span>{grantWords(grant)}</span>
            <button
              type="button"
              class="btn btn-icon btn-small"
              aria-label={words.revoke(grantWords(grant))}
              disabled={isBusy}
              onClick={() => void onChange(() => revokeGrant(grant.id), words.saved(user))}
            >
              <TrashIcon />
            </button>
          </li>
        ))}
      </ul>
      <div class="field-form">
        <KindSelect label={words.kind} kind={kind} onKind={setKind} />
        <Field label={words.target} value={target} onValue={setTarget} />
        <Field label={words.until} type="date" value={until} onValue={setUntil} />
        <button
          type="button"
          class="btn btn-line"
          disabled={isBusy || target.trim() === ''}
          onClick={() => void give()}
        >
          {words.grant}
        </button>
      </div>
    </fieldset>
  );
}

interface KindSelectProps {
  readonly label: string;
  readonly kind: GrantKind;
  readonly onKind: (kind: GrantKind) => void;
}

export function KindSelect({ label, kind, onKind }: KindSelectProps) {
  return (
    <label>
      <span>{label}</span>
      <select
        class="form-select"
        value={kind}
        onChange={(event) => {
          const picked = KINDS.find((each) => each === event.currentTarget.value);
          if (picked) onKind(picked);
        }}
      >
        {KINDS.map((each) => (
          <option key={each} value={each}>
            {strings.operations.people.kinds[each]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A day is granted to its end. */
export function endOfDay(day: string): string | null {
  return day === '' ? null : new Date(`${day}T23:59:59`).toISOString();
}

export function grantWords({ kind, target, delegated, givenBy, expiresAt }: Grant): string {
  const words = strings.operations.people;
  return [
    `${words.kinds[kind]} ${target}`,
    expiresAt === null ? words.openEnded : words.untilDay(formatDay(expiresAt.slice(0, 10))),
    ...(delegated ? [words.delegated(givenBy)] : []),
  ].join(' · ');
}
