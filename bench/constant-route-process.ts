// The product's own server with one more route, which answers a constant of so many bytes: a request there goes through all
// that one does, sign-in included, and finds nothing to work out.
import { listen } from '../src/api/listen.ts';
import { AskBody } from '../src/api/contract.ts';
import { AnswerShape } from '../src/api/answer-schema.ts';
import { addRoute } from '../src/api/route.ts';
import { createServer } from '../src/api/server.ts';
import { openService } from '../src/compose/installation.ts';
import { openWatchers } from '../src/compose/open-watchers.ts';
import { placeOf } from '../src/compose/place.ts';
import { servedParts } from '../src/compose/start.ts';
import { readSettings } from '../src/config.ts';
import { openHome } from '../src/home/home-folder.ts';

const text = JSON.stringify({ text: 'x'.repeat(Math.max(0, Number(process.argv[2]) - 11)) });
const settings = readSettings();
const watchers = await openWatchers(settings);
const place = placeOf(settings);
const owned = await openService(settings, openHome(settings.home), watchers, place);
await owned.opened.prepareApi();
const app = await createServer(await servedParts(place, owned.opened, watchers, settings));
addRoute(app, {
  method: 'POST',
  path: '/constant',
  summary: 'Answer the same to everybody',
  right: 'ask',
  body: AskBody,
  response: AnswerShape,
  handle: async ({ reply }) => {
    reply.type('application/json; charset=utf-8');
    return text;
  },
});
const listening = await listen(app, '127.0.0.1', 0);
place.listening(listening.address);
process.once('SIGTERM', () => {
  void listening
    .close()
    .then(() => owned.close('now'))
    .then(() => process.exit(0));
});
process.stdout.write(`${listening.address}\n`);
