import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Me } from '../../../src/api/contract.ts';
import { fetchMe, fetchView, signOut, type View } from '../../api/client.ts';
import { askForToken, isEmbedded } from '../../embed/in-frame.ts';
import { asPageProblem, type PageProblem } from '../../api/problem.ts';

export type Session =
  | { readonly state: 'loading' }
  | { readonly state: 'signed-out' }
  | { readonly state: 'unreachable'; readonly problem: PageProblem }
  | { readonly state: 'open'; readonly me: Me; readonly view: View };

export interface SessionControl {
  readonly session: Session;
  /** Looks again whether there is a session. */
  readonly refresh: () => void;
  /** Called when an answer of the server says that the session has ended. */
  readonly ended: () => void;
  readonly leave: () => Promise<void>;
}

async function load(): Promise<Session> {
  try {
    const me = await fetchMe();
    return { state: 'open', me, view: await fetchView() };
  } catch (thrown) {
    const problem = asPageProblem(thrown);
    return problem.isSignedOut ? { state: 'signed-out' } : { state: 'unreachable', problem };
  }
}

export function useSession(): SessionControl {
  const [session, setSession] = useState<Session>({ state: 'loading' });
  const refresh = useCallback(() => void load().then(setSession), []);
  useEffect(refresh, [refresh]);
  const ended = useCallback(() => {
    setSession({ state: 'signed-out' });
    if (isEmbedded()) askForToken(refresh);
  }, [refresh]);
  const leave = useCallback(async () => {
    // Signed out is what the person asked for: a server that does not answer must not keep the figures on the screen.
    await signOut().catch(() => undefined);
    setSession({ state: 'signed-out' });
  }, []);
  return { session, refresh, ended, leave };
}
