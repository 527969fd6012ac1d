import { type Progress, REFRESH_STEPS } from '../vocabulary/run.ts';
import type { Terminal } from './context.ts';

/** A step of a run, or of writing a synthetic firm. */
export interface Shown extends Omit<Progress, 'step'> {
  readonly step: Progress['step'] | 'write';
}

export interface ProgressView {
  show(progress: Shown): void;
  /** Leaves the terminal ready for the next line. */
  end(): void;
}

const STEP_NAMES: Readonly<Record<Shown['step'], string>> = {
  write: 'writing',
  extract: 'reading',
  stage: 'checking',
  transform: 'computing',
  reconcile: 'reconciling',
  quality: 'looking over',
  publish: 'publishing',
};

/** Bars on a terminal, a plain line for each step and subject elsewhere, nothing where `quiet`. */
export async function progressView(terminal: Terminal, quiet: boolean): Promise<ProgressView> {
  if (quiet) return { show: () => {}, end: () => {} };
  return terminal.watched ? bars() : lines(terminal);
}

async function bars(): Promise<ProgressView> {
  const { default: cliProgress } = await import('cli-progress');
  const bar = new cliProgress.SingleBar({
    format: ' {step} {subject} {bar} {percentage} %  {value}/{total}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 28,
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
  });
  let current = '';
  return {
    show: ({ step, subject, done, total }) => {
      const name = `${step} ${subject}`;
      const size = total ?? Math.max(done, 1);
      const words = { step: STEP_NAMES[step].padEnd(11), subject: subject.padEnd(18) };
      if (name === current) {
        bar.setTotal(size);
        bar.update(done, words);
        return;
      }
      if (current !== '') bar.stop();
      current = name;
      bar.start(size, done, words);
    },
    end: () => {
      if (current !== '') bar.stop();
      current = '';
    },
  };
}

function lines(terminal: Terminal): ProgressView {
  let current: Shown | null = null;
  const told = new Set<string>();
  const tell = (): void => {
    if (!current) return;
    const { step, subject, done } = current;
    const name = `${step} ${subject}`;
    if (told.has(name)) return;
    told.add(name);
    const number = REFRESH_STEPS.findIndex((known) => known === step) + 1;
    const place = number === 0 ? '' : `[${number}/${REFRESH_STEPS.length}] `;
    terminal.err(`${place}${STEP_NAMES[step]} ${subject}: ${done}\n`);
  };
  return {
    show: (progress) => {
      if (current && (current.step !== progress.step || current.subject !== progress.subject)) tell();
      current = progress;
    },
    end: tell,
  };
}
