import { Mark } from '../../parts/icons.tsx';
import { withCode } from '../../parts/with-code.tsx';
import { strings } from '../../strings.ts';

interface NoticeProps {
  readonly title: string;
  readonly body: string;
  readonly note?: string | null;
  readonly action: string;
  readonly onAction: () => void;
  /** Another way on, to a page of its own. */
  readonly link?: { readonly text: string; readonly to: string };
}

/** A whole page that says one thing and offers one way on. */
function Notice({ title, body, note = null, action, onAction, link }: NoticeProps) {
  return (
    <main class="notice">
      <div class="notice-card">
        <Mark />
        <h1 class="notice-title">{title}</h1>
        <p>{withCode(body)}</p>
        {note === null ? null : <p class="text-body-secondary">{note}</p>}
        {link === undefined ? null : (
          <a class="btn btn-primary me-2" href={link.to}>
            {link.text}
          </a>
        )}
        <button
          type="button"
          class={link === undefined ? 'btn btn-primary' : 'btn btn-outline-secondary'}
          onClick={onAction}
        >
          {action}
        </button>
      </div>
    </main>
  );
}

export function SignInNotice({ hasDraft, onRetry }: { hasDraft: boolean; onRetry: () => void }) {
  const { title, body, go, keptDraft, retry } = strings.signIn;
  return (
    <Notice
      title={title}
      body={body}
      note={hasDraft ? keptDraft : null}
      action={retry}
      onAction={onRetry}
      link={{ text: go, to: '/signin' }}
    />
  );
}

export function UnreachableNotice({ detail, onRetry }: { detail: string; onRetry: () => void }) {
  const { title, body, retry } = strings.unreachable;
  return <Notice title={title} body={body} note={detail} action={retry} onAction={onRetry} />;
}

export function LoadingNotice() {
  return (
    <main class="notice">
      <p class="notice-loading" role="status">
        {strings.loading}
      </p>
    </main>
  );
}
