const STOP_MS_MAX = 9_000;

export interface StopSignal {
  readonly heard: Promise<string>;
  readonly asked: () => boolean;
}

/** SIGTERM and Ctrl-C ask for a clean stop; a second one, or a stop that takes too long, ends the process at once. */
export function stopSignal(): StopSignal {
  let asked = false;
  const { promise, resolve } = Promise.withResolvers<string>();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (asked) process.exit(1);
      asked = true;
      setTimeout(() => process.exit(1), STOP_MS_MAX).unref();
      resolve(signal);
    });
  }
  return { heard: promise, asked: () => asked };
}
