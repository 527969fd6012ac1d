import { useId, useState } from 'preact/hooks';
import type { Person } from '../../../src/vocabulary/person.ts';
import { addPerson } from '../../api/operations.ts';
import { Card } from '../../parts/card.tsx';
import { strings } from '../../strings.ts';

/** In the order of src/vocabulary/person.ts, of which the page takes types alone. */
export const ROLES: readonly Person['role'][] = [
  'firm',
  'advisor',
  'client',
  'operations',
  'auditor',
  'administrator',
];

export type ChangePeople = (work: () => Promise<unknown>, good: string) => Promise<boolean>;

interface AddPersonProps {
  readonly isBusy: boolean;
  readonly onChange: ChangePeople;
}

export function AddPerson({ isBusy, onChange }: AddPersonProps) {
  const words = strings.operations.people;
  const [user, setUser] = useState('');
  const [kept, setKept] = useState<PersonFields>(NOBODY);
  const add = async (): Promise<void> => {
    const person = { user: user.trim(), ...fieldsOf(kept) };
    if (await onChange(() => addPerson(person), words.added(person.name))) {
      setUser('');
      setKept(NOBODY);
    }
  };
  return (
    <Card title={words.add}>
      <form
        class="field-form"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Field label={words.user} value={user} onValue={setUser} isRequired />
        <PersonFieldset fields={kept} onFields={setKept} />
        <button type="submit" class="btn btn-primary" disabled={isBusy || user.trim() === ''}>
          {words.save}
        </button>
      </form>
    </Card>
  );
}

export interface PersonFields {
  readonly name: string;
  readonly role: Person['role'];
  readonly advisorId: string;
  readonly clientId: string;
}

const NOBODY: PersonFields = { name: '', role: 'client', advisorId: '', clientId: '' };

/** As they are sent: what does not belong to the role is not. */
export function fieldsOf({ name, role, advisorId, clientId }: PersonFields): Omit<Person, 'user'> {
  return {
    name: name.trim(),
    role,
    advisorId: role === 'advisor' ? advisorId.trim() || null : null,
    clientId: role === 'client' ? clientId.trim() || null : null,
  };
}

interface PersonFieldsetProps {
  readonly fields: PersonFields;
  readonly onFields: (fields: PersonFields) => void;
}

/** Name and role, and the id that the role goes by. */
export function PersonFieldset({ fields, onFields }: PersonFieldsetProps) {
  const words = strings.operations.people;
  const { name, role, advisorId, clientId } = fields;
  return (
    <>
      <Field
        label={words.name}
        value={name}
        onValue={(next) => onFields({ ...fields, name: next })}
        isRequired
      />
      <label>
        <span>{words.role}</span>
        <select
          class="form-select"
          value={role}
          onChange={(event) => {
            const picked = ROLES.find((each) => each === event.currentTarget.value);
            if (picked) onFields({ ...fields, role: picked });
          }}
        >
          {ROLES.map((each) => (
            <option key={each} value={each}>
              {words.roles[each]}
            </option>
          ))}
        </select>
      </label>
      {role === 'advisor' ? (
        <Field
          label={words.advisorId}
          value={advisorId}
          onValue={(next) => onFields({ ...fields, advisorId: next })}
          isRequired
        />
      ) : null}
      {role === 'client' ? (
        <Field
          label={words.clientId}
          value={clientId}
          onValue={(next) => onFields({ ...fields, clientId: next })}
        />
      ) : null}
    </>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly type?: 'text' | 'date';
  readonly isRequired?: boolean;
}

export function Field({ label, value, onValue, type = 'text', isRequired = false }: FieldProps) {
  const id = useId();
  const common = {
    id,
    class: 'form-control',
    required: isRequired,
    value,
    onInput: (event: Event & { readonly currentTarget: HTMLInputElement }) =>
      onValue(event.currentTarget.value),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {type === 'date' ? (
        <input type="date" {...common} />
      ) : (
        <input type="text" maxLength={200} {...common} />
      )}
    </div>
  );
}
