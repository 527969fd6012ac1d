// `askfolio start` with nothing behind its HTTP side: who asks is checked, turns are taken and bodies are read as ever, but
// each question is worked out once and then answered with the same answer, and nothing is written down.
import { readSettings } from '../src/config.ts';
import { openService } from '../src/compose/installation.ts';
import { openWatchers } from '../src/compose/open-watchers.ts';
import { placeOf } from '../src/compose/place.ts';
import { serveAt } from '../src/compose/serve-at.ts';
import { stopSignal } from '../src/compose/stop-signal.ts';
import { openHome } from '../src/home/home-folder.ts';
import type { Answer } from '../src/vocabulary/answer.ts';

const settings = readSettings();
const place = placeOf(settings);
const watchers = await openWatchers(settings);
const stop = stopSignal();
const owned = await openService(settings, openHome(settings.home), watchers, place);
await owned.opened.prepareApi();

const answers = new Map<string, Promise<Answer>>();
const forApi = async (): ReturnType<typeof owned.opened.forApi> => {
  const parts = await owned.opened.forApi();
  return {
    ...parts,
    ask: (question, onStage) => {
      const answer = answers.get(question.text) ?? parts.ask(question, onStage);
      answers.set(question.text, answer);
      return answer;
    },
  };
};
const served = await serveAt(place, { ...owned.opened, forApi }, watchers, settings);
process.stdout.write(served.greeting);
await stop.heard;
await served.close();
await owned.close('now');
process.exit(0);
