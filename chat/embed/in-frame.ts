import { setBearer } from '../api/credential.ts';
import { applyTheme } from '../features/theme/theme.ts';
import type { FromPage, TokenMessage } from './messages.ts';

/** Whether the page stands in a frame of another one. Which sites may do that, the server says (frame-ancestors). */
export function isEmbedded(): boolean {
  return window.parent !== window;
}

/** To whoever is around: it says nothing that anybody could not know. */
function say(message: FromPage): void {
  window.parent.postMessage(message, '*');
}

function isTokenMessage(data: unknown): data is TokenMessage {
  return (
    typeof data === 'object' &&
    data !== null &&
    'type' in data &&
    data.type === 'askfolio:token' &&
    'token' in data &&
    typeof data.token === 'string' &&
    'theme' in data
  );
}

let told = (): void => undefined;

/** Asks the site around for another token; calls back once it is there. */
export function askForToken(then: () => void): void {
  told = then;
  say({ type: 'askfolio:token-needed' });
}

/** Waits for the first token of the site around; later ones take its place. */
export function awaitToken(): Promise<void> {
  return new Promise((resolve) => {
    addEventListener('message', ({ source, data }: MessageEvent<unknown>) => {
      if (source !== window.parent || !isTokenMessage(data)) return;
      setBearer(data.token);
      if (data.theme === 'light' || data.theme === 'dark') applyTheme(data.theme);
      resolve();
      told();
    });
    say({ type: 'askfolio:ready' });
  });
}
