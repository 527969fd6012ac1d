import { asProblem } from '../vocabulary/problem.ts';
import type { Ask, Stage } from '../vocabulary/question.ts';
import type { Progress, Refresh, RunReport } from '../vocabulary/run.ts';

/** Hears how the work went; commands of their own have nobody listening. */
export interface Observer {
  readonly answers: {
    asked(once: {
      readonly engine: string;
      readonly outcome: string;
      /** Of an error. */
      readonly code: string | null;
      readonly seconds: number;
      readonly stages: readonly { readonly stage: string; readonly seconds: number }[];
    }): void;
  };
  readonly etl: {
    begun(): void;
    /** `source`: a registered one's name, or 'by_hand'. `report`: null where the run failed. */
    ended(source: string, seconds: number, report: RunReport | null): void;
    step(step: string, seconds: number): void;
    progressed(): void;
  };
  readonly work: {
    /** Follows work as a part of what is being worked on. */
    in<T>(name: string, work: () => Promise<T>): Promise<T>;
    /** Follows one step of it. */
    step(name: string): { end(): void };
  };
}

/** What stands for the source of a delivery that no registered source made. */
export const BY_HAND = 'by_hand';

/** An answer that is held back, as where it cannot be written down, counts by the Problem that holds it back. */
export function observedAsk(ask: Ask, observer: Observer | null): Ask {
  if (!observer) return ask;
  return async (question, onStage, stop) => {
    const start = performance.now();
    const stages = laps<Stage>((stage) => observer.work.step(`ask.${stage}`));
    const ended = (engine: string, outcome: string, code: string | null): void =>
      observer.answers.asked({
        engine,
        outcome,
        code,
        seconds: (performance.now() - start) / 1_000,
        stages: stages.end().map(({ name, seconds }) => ({ stage: name, seconds })),
      });
    try {
      const answer = await observer.work.in('ask', () =>
        ask(
          question,
          (next) => {
            stages.begin(next);
            onStage?.(next);
          },
          stop,
        ).finally(() => stages.end()),
      );
      ended(answer.engine, answer.kind, answer.kind === 'error' ? answer.code : null);
      return answer;
    } catch (error) {
      ended(question.engine === 'openai' ? 'openai' : 'offline', 'error', asProblem(error).code);
      throw error;
    }
  };
}

/** `registered`: the names of the sources that the installation knows; others are not told apart. */
export function observedRefresh(
  refresh: Refresh,
  registered: () => Promise<ReadonlySet<string>>,
  observer: Observer | null,
): Refresh {
  if (!observer) return refresh;
  const { etl } = observer;
  return async (request, onProgress, stop) => {
    const start = performance.now();
    const source = (await registered()).has(request.source) ? request.source : BY_HAND;
    const steps = laps<Progress['step']>((step) => observer.work.step(`etl.${step}`));
    const ended = (report: RunReport | null): void => {
      for (const { name, seconds } of steps.end()) etl.step(name, seconds);
      etl.ended(source, (performance.now() - start) / 1_000, report);
    };
    etl.begun();
    try {
      const report = await observer.work.in('etl.run', () =>
        refresh(
          request,
          (progress) => {
            etl.progressed();
            steps.begin(progress.step);
            onProgress(progress);
          },
          stop,
        ).finally(() => steps.end()),
      );
      ended(report);
      return report;
    } catch (error) {
      ended(null);
      throw error;
    }
  };
}

/** Takes the times of things that follow upon each other: one lasts until the next begins. */
function laps<N extends string>(follow: (name: N) => { end(): void }) {
  const done: { readonly name: N; readonly seconds: number }[] = [];
  let current: { readonly name: N; readonly at: number; readonly span: { end(): void } } | null = null;
  const finish = (): void => {
    if (!current) return;
    done.push({ name: current.name, seconds: (performance.now() - current.at) / 1_000 });
    current.span.end();
  };
  return {
    begin: (name: N): void => {
      if (current?.name === name) return;
      finish();
      current = { name, at: performance.now(), span: follow(name) };
    },
    end: (): readonly { readonly name: N; readonly seconds: number }[] => {
      finish();
      current = null;
      return done;
    },
  };
}
