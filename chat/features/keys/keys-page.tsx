import { fetchApiKeys, fetchDataKeys } from '../../api/keys.ts';
import { PageBody } from '../../parts/page-body.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { strings } from '../../strings.ts';
import type { PageProps } from '../frame/page-props.ts';
import { ApiKeysCard, MakeApiKeyCard } from './api-keys-card.tsx';
import { DataKeysCard } from './data-keys-card.tsx';

/** The keys that programs come with, and those that everything is encrypted with. */
export function KeysPage({ menu, onEnded }: PageProps) {
  const options = { onSignedOut: onEnded };
  const apiKeys = useLoaded(fetchApiKeys, options);
  const dataKeys = useLoaded(fetchDataKeys, options);
  const reload = (): void => {
    for (const part of [apiKeys, dataKeys]) part.reload();
  };
  return (
    <PageBody title={strings.operations.keys.title} menu={menu} onRefresh={reload}>
      <MakeApiKeyCard onMade={apiKeys.reload} onEnded={onEnded} />
      <ApiKeysCard control={apiKeys} onEnded={onEnded} />
      <DataKeysCard control={dataKeys} onEnded={onEnded} />
    </PageBody>
  );
}
