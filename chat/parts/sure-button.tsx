import { useState } from 'preact/hooks';

interface SureButtonProps {
  readonly label: string;
  readonly question: string;
  readonly yes: string;
  readonly no: string;
  readonly isDisabled?: boolean;
  readonly onSure: () => void;
}

/** A button for what cannot be taken back lightly: it asks first, in its own place. */
export function SureButton({ label, question, yes, no, isDisabled = false, onSure }: SureButtonProps) {
  const [isAsking, setAsking] = useState(false);
  if (!isAsking) {
    return (
      <button type="button" class="btn btn-sm btn-line" disabled={isDisabled} onClick={() => setAsking(true)}>
        {label}
      </button>
    );
  }
  return (
    <span class="sure" role="group" aria-label={question}>
      <span class="sure-question">{question}</span>
      <button
        type="button"
        class="btn btn-sm btn-primary"
        ref={(button) => button?.focus()}
        onClick={() => {
          setAsking(false);
          onSure();
        }}
      >
        {yes}
      </button>
      <button type="button" class="btn btn-sm btn-quiet" onClick={() => setAsking(false)}>
        {no}
      </button>
    </span>
  );
}
