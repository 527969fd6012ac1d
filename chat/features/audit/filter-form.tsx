import { useState } from 'preact/hooks';
import type { AuditFilter } from '../../api/operations.ts';
import { strings } from '../../strings.ts';

/** Narrows the audit log to a kind of entry and a person. */
export function FilterForm({ onFilter }: { onFilter: (filter: AuditFilter) => void }) {
  const words = strings.operations.audit;
  const [kind, setKind] = useState('');
  const [user, setUser] = useState('');
  return (
    <form
      class="filter-form"
      onSubmit={(event) => {
        event.preventDefault();
        onFilter({ kind, user: user.trim() });
      }}
    >
      <select
        class="form-select form-select-sm"
        aria-label={words.kind}
        value={kind}
        onChange={(event) => {
          const picked = event.currentTarget.value;
          setKind(picked);
          onFilter({ kind: picked, user: user.trim() });
        }}
      >
        <option value="">{words.every}</option>
        {Object.entries(words.kinds).map(([each, word]) => (
          <option key={each} value={each}>
            {word}
          </option>
        ))}
      </select>
      <input
        class="form-control form-control-sm"
        type="search"
        aria-label={words.user}
        placeholder={words.userPlaceholder}
        value={user}
        onInput={(event) => setUser(event.currentTarget.value)}
      />
      <button type="submit" class="btn btn-sm btn-line">
        {words.filter}
      </button>
    </form>
  );
}
