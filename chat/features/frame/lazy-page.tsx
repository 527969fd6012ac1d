import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { PlaceName } from '../ask/address.ts';
import { PageBody } from '../../parts/page-body.tsx';
import { strings } from '../../strings.ts';
import type { PageProps } from './page-props.ts';

type Page = FunctionComponent<PageProps>;
export type LazyName = Exclude<PlaceName, 'ask' | 'overview' | 'board'>;

/** Pages that most people never open: each is fetched with its first visit. */
const LOADERS: Readonly<Record<LazyName, () => Promise<Page>>> = {
  deliveries: async () => (await import('../deliveries/deliveries-page.tsx')).DeliveriesPage,
  people: async () => (await import('../people/people-page.tsx')).PeoplePage,
  sharing: async () => (await import('../sharing/sharing-page.tsx')).SharingPage,
  shared: async () => (await import('../sharing/shared-page.tsx')).SharedPage,
  keys: async () => (await import('../keys/keys-page.tsx')).KeysPage,
  audit: async () => (await import('../audit/audit-page.tsx')).AuditPage,
  verified: async () => (await import('../verified/verified-page.tsx')).VerifiedPage,
  usage: async () => (await import('../usage/usage-page.tsx')).UsagePage,
  status: async () => (await import('../status/status-page.tsx')).StatusPage,
};

export function LazyPage({ name, ...props }: PageProps & { readonly name: LazyName }) {
  const [found, setFound] = useState<{ readonly name: LazyName; readonly Page: Page } | null>(null);
  const [hasFailed, setFailed] = useState(false);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isWanted = true;
    setFailed(false);
    LOADERS[name]().then(
      (Page) => isWanted && setFound({ name, Page }),
      () => isWanted && setFailed(true),
    );
    return () => {
      isWanted = false;
    };
  }, [name, round]);
  if (found?.name === name) return <found.Page {...props} />;
  return (
    <PageBody title={strings.places[name]} menu={props.menu}>
      {hasFailed ? (
        <div role="alert">
          <p>{strings.answer.offline}</p>
          <button type="button" class="btn btn-primary" onClick={() => setRound(round + 1)}>
            {strings.operations.retry}
          </button>
        </div>
      ) : (
        <p role="status">{strings.operations.loading}</p>
      )}
    </PageBody>
  );
}
