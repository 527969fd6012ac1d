import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { sessionsOf } from '../../src/state/sessions.ts';
import { clientRoutes, type Description } from '../../scripts/client-routes.ts';
import { openSignedInstallation } from '../signin/signed-installation.ts';

const ROUTES = fileURLToPath(new URL('../../client/src/routes.ts', import.meta.url));

test('the client has the types of every route as the server describes it', async () => {
  const place = await openSignedInstallation();
  const sessions = sessionsOf(place.records);
  const opened = await sessions.open(await sessions.invite('owner'));
  const described = await place.app.inject({
    url: '/openapi.json',
    headers: { host: place.host, cookie: `askfolio_session=${opened?.secret ?? ''}` },
  });
  const config = await resolveConfig(ROUTES);
  const text = await format(clientRoutes(described.json<Description>()), { ...config, filepath: ROUTES });
  await place.close();
  await expect(text).toMatchFileSnapshot(ROUTES);
});
