import { useEffect, useId, useState } from 'preact/hooks';
import { strings } from '../../../strings.ts';

interface MappingFormProps {
  /** The one it was looked at by: a ready one's name or YAML; null: none. */
  readonly mapping: string | null;
  readonly readyMappings: readonly string[];
  readonly isBusy: boolean;
  /** null: whatever fits. */
  readonly onLook: (mapping: string | null) => void;
}

const [FITTING, NONE, OWN] = ['?fitting', '?none', '?own'];

/** Picks another mapping or mends the proposed one, and looks again. */
export function MappingForm({ mapping, readyMappings, isBusy, onLook }: MappingFormProps) {
  const words = strings.operations.deliveries.handIn.mapping;
  const id = useId();
  const isReady = mapping !== null && readyMappings.includes(mapping);
  const held = mapping === null ? NONE : isReady ? mapping : OWN;
  const [picked, setPicked] = useState(held);
  const [text, setText] = useState(isReady ? '' : (mapping ?? ''));
  useEffect(() => {
    setPicked(held);
    if (held === OWN) setText(mapping ?? '');
  }, [mapping]);
  const chosen = picked === FITTING ? null : picked === NONE ? '' : picked === OWN ? text : (picked ?? '');
  return (
    <details class="entry-details">
      <summary>{words.title(isReady ? mapping : mapping === null ? words.none : words.proposed)}</summary>
      <form
        class="field-form"
        onSubmit={(event) => {
          event.preventDefault();
          onLook(chosen);
        }}
      >
        <div class="field">
          <label for={`${id}-picked`}>{words.by}</label>
          <select
            id={`${id}-picked`}
            class="form-select"
            value={picked}
            onChange={(event) => setPicked(event.currentTarget.value)}
          >
            <option value={FITTING}>{words.fitting}</option>
            <option value={NONE}>{words.none}</option>
            <option value={OWN}>{words.own}</option>
            {readyMappings.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </div>
        {picked === OWN ? (
          <div class="field is-wide">
            <label for={`${id}-text`}>{words.text}</label>
            <textarea
              id={`${id}-text`}
              class="form-control mapping-text"
              rows={14}
              spellcheck={false}
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          </div>
        ) : null}
        <button
          type="submit"
          class="btn btn-sm btn-line"
          disabled={isBusy || (picked === OWN && text.trim() === '')}
        >
          {words.look}
        </button>
      </form>
    </details>
  );
}
