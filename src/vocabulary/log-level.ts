/** How much goes into the log: nothing, or everything down to one of the others. */
export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A level that somebody asked for instead of the settings' own, for a while. */
export interface AskedLevel {
  readonly level: LogLevel;
  /** ISO 8601 instant, UTC: from then on the settings hold again. */
  readonly until: string;
}
