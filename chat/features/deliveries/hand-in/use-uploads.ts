import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Delivery } from '../../../../src/vocabulary/delivery.ts';
import { asPageProblem, isAbort } from '../../../api/problem.ts';
import { groupsOf, sendFiles } from './upload.ts';

/** An upload of this tab, as long as it lasts. */
export interface Upload {
  readonly sent: number;
  /** The line is broken, and it goes on when that is mended. */
  readonly waits: boolean;
}

export interface UploadsControl {
  /** By the delivery's id. */
  readonly uploads: ReadonlyMap<string, Upload>;
  readonly problem: string | null;
  /** Takes what was picked or dropped; `before`: the delivery that it goes on with. */
  readonly begin: (files: readonly File[], before: Delivery | null) => void;
}

/** The uploads of this tab: they go on while the page shows other things of its own, and end with it. */
export function useUploads(
  tables: readonly string[],
  { onChange, onSignedOut }: { readonly onChange: () => void; readonly onSignedOut: () => void },
): UploadsControl {
  const [uploads, setUploads] = useState<ReadonlyMap<string, Upload>>(new Map());
  const [problem, setProblem] = useState<string | null>(null);
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);

  const change = useCallback((id: string, to: Partial<Upload> | null): void => {
    setUploads((before) => {
      const next = new Map(before);
      if (to === null) next.delete(id);
      else next.set(id, { ...(before.get(id) ?? { sent: 0, waits: false }), ...to });
      return next;
    });
  }, []);

  const send = async (files: readonly File[], before: Delivery | null): Promise<void> => {
    const own: { id: string | null } = { id: null };
    try {
      await sendFiles(
        files,
        before,
        {
          onProgress: (id, sent) => {
            const isNew = own.id === null;
            own.id = id;
            change(id, { sent });
            if (isNew) onChange();
          },
          onWaiting: (id, waits) => change(id, { waits }),
        },
        stop.current.signal,
      );
    } catch (thrown) {
      if (isAbort(thrown)) return;
      const told = asPageProblem(thrown);
      if (told.isSignedOut) onSignedOut();
      setProblem(`${files[0]?.name ?? ''}: ${told.message}`);
    } finally {
      if (own.id !== null) change(own.id, null);
      onChange();
    }
  };

  const begin = (files: readonly File[], before: Delivery | null): void => {
    setProblem(null);
    const groups = before === null ? groupsOf(files, tables) : [files];
    void (async () => {
      // One after the other: a line is not faster for being shared.
      for (const group of groups) await send(group, before);
    })();
  };
  return { uploads, problem, begin };
}
