import { useState } from 'preact/hooks';
import type { PersonEntry } from '../../../src/vocabulary/person.ts';
import { changePerson, removePerson } from '../../api/operations.ts';
import { ChevronIcon } from '../../parts/icons.tsx';
import { SureButton } from '../../parts/sure-button.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { strings } from '../../strings.ts';
import { GrantList } from './grant-list.tsx';
import { type ChangePeople, fieldsOf, type PersonFields, PersonFieldset } from './person-form.tsx';

interface PersonItemProps {
  readonly person: PersonEntry;
  readonly isOneself: boolean;
  readonly isBusy: boolean;
  readonly onChange: ChangePeople;
}

/** One person in the list; opened, everything about him or her can be changed. */
export function PersonItem({ person, isOneself, isBusy, onChange }: PersonItemProps) {
  const words = strings.operations.people;
  const [isOpen, setOpen] = useState(false);
  const { user, name, role, disabled, advisorId, clientId } = person;
  const belongs = [words.roles[role], advisorId ?? clientId].filter((part) => part !== null).join(' · ');
  return (
    <li class="person-item" data-person={user}>
      <div class="person-row">
        <span class="person-who">
          <strong>{name}</strong> <span class="row-note">{user}</span>
        </span>
        <span>{belongs}</span>
        <StateMark kind={disabled ? 'bad' : 'good'} text={disabled ? words.disabled : words.active} />
        {isOneself ? null : (
          <button
            type="button"
            class="btn btn-icon btn-small"
            aria-label={words.edit(name)}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            <ChevronIcon />
          </button>
        )}
      </div>
      {isOpen ? <PersonEditor person={person} isBusy={isBusy} onChange={onChange} /> : null}
    </li>
  );
}

function PersonEditor({ person, isBusy, onChange }: Omit<PersonItemProps, 'isOneself'>) {
  const words = strings.operations.people;
  const { user, name, role, disabled, advisorId, clientId, grants } = person;
  const [fields, setFields] = useState<PersonFields>({
    name,
    role,
    advisorId: advisorId ?? '',
    clientId: clientId ?? '',
  });
  const saved = words.saved(name);
  return (
    <div class="person-editor">
      <form
        class="field-form"
        onSubmit={(event) => {
          event.preventDefault();
          void onChange(() => changePerson({ user, ...fieldsOf(fields) }), saved);
        }}
      >
        <PersonFieldset fields={fields} onFields={setFields} />
        <button type="submit" class="btn btn-primary" disabled={isBusy}>
          {words.save}
        </button>
      </form>
      <GrantList user={user} grants={grants} isBusy={isBusy} onChange={onChange} />
      <p class="button-row mb-0">
        <button
          type="button"
          class="btn btn-sm btn-line"
          disabled={isBusy}
          onClick={() => void onChange(() => changePerson({ user, disabled: !disabled }), saved)}
        >
          {disabled ? words.enable : words.disable}
        </button>
        <SureButton
          label={words.remove}
          question={words.removeSure(name)}
          yes={words.removeYes}
          no={words.removeNo}
          isDisabled={isBusy}
          onSure={() => void onChange(() => removePerson(user), saved)}
        />
      </p>
    </div>
  );
}
