import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { strings } from '../strings.ts';
import type { Loaded } from './use-loaded.ts';

interface CardProps {
  readonly title: string;
  readonly isBusy?: boolean;
  /** What can be done, beside the title. */
  readonly tools?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A part of a page with its name. */
export function Card({ title, isBusy = false, tools, children }: CardProps) {
  const id = useId();
  return (
    <section class="panel is-card" aria-labelledby={id} aria-busy={isBusy}>
      <header class="panel-head">
        <h2 id={id} class="panel-title">
          {title}
        </h2>
        {tools}
      </header>
      {children}
    </section>
  );
}

interface LoadedCardProps<T> {
  readonly title: string;
  readonly loaded: Loaded<T>;
  readonly onRetry: () => void;
  readonly tools?: ComponentChildren;
  readonly children: (value: T) => ComponentChildren;
}

/** A part of a page whose contents are on their way, there, or did not come. */
export function LoadedCard<T>({ title, loaded, onRetry, tools, children }: LoadedCardProps<T>) {
  const words = strings.operations;
  return (
    <Card title={title} isBusy={loaded.state === 'loading'} tools={tools}>
      {loaded.state === 'loading' ? <p class="panel-note">{words.loading}</p> : null}
      {loaded.state === 'failed' ? (
        <div class="panel-note" role="alert">
          <p>{loaded.message}</p>
          <button type="button" class="btn btn-sm btn-quiet" onClick={onRetry}>
            {words.retry}
          </button>
        </div>
      ) : null}
      {loaded.state === 'there' ? children(loaded.value) : null}
    </Card>
  );
}

/** What came of a press, told to those who hear the page too. */
export function Said({ said }: { said: { readonly kind: 'good' | 'bad'; readonly text: string } | null }) {
  return (
    <div class="said" aria-live="polite">
      {said === null ? null : (
        <p class={`said-text is-${said.kind}`} role={said.kind === 'bad' ? 'alert' : undefined}>
          {said.text}
        </p>
      )}
    </div>
  );
}
