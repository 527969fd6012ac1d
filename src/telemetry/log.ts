import { pino } from 'pino';
import type { LogLevel } from '../vocabulary/log-level.ts';

/**
 * What may stand in a log line, and nothing else: no names, account numbers, questions, statements, paths of clients'
 * files or secrets.
 */
export interface LogFields {
  /** A route's template, never the address that was asked for. */
  readonly route?: string;
  readonly method?: string;
  readonly status?: number;
  readonly ms?: number;
  readonly code?: string;
  readonly outcome?: string;
  readonly run?: string;
  readonly step?: string;
  readonly port?: number;
  readonly pid?: number;
  readonly count?: number;
  readonly signal?: string;
  readonly alarm?: string;
}

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields, cause?: unknown): void;
  error(event: string, fields?: LogFields, cause?: unknown): void;
}

const FIELDS: readonly (keyof LogFields)[] = [
  'route',
  'method',
  'status',
  'ms',
  'code',
  'outcome',
  'run',
  'step',
  'port',
  'pid',
  'count',
  'signal',
  'alarm',
];

/** A log whose level may change while it is written. */
export interface LeveledLog extends Log {
  readonly level: () => LogLevel;
  readonly setLevel: (level: LogLevel) => void;
}

/** What a line belongs to: the request, and the trace where one is recorded. */
export type LineIds = () => { readonly request: string | null; readonly trace: string | null };

const NO_IDS: LineIds = () => ({ request: null, trace: null });

/** Writes one JSON object a line to standard error, or to `write`. */
export function createLog(
  level: LogLevel,
  write?: (line: string) => void,
  ids: LineIds = NO_IDS,
): LeveledLog {
  const logger = pino(
    {
      level,
      base: null,
      mixin: () => present(ids()),
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'event',
    },
    write ? { write } : pino.destination({ dest: 2, sync: true }),
  );
  const at =
    (name: 'debug' | 'info' | 'warn' | 'error') =>
    (event: string, fields: LogFields = {}, cause?: unknown): void => {
      if (!logger.isLevelEnabled(name)) return;
      logger[name]({ ...allowed(fields), ...(cause === undefined ? {} : { cause: placeOf(cause) }) }, event);
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    level: () => logger.level as LogLevel,
    setLevel: (changed) => {
      logger.level = changed;
    },
  };
}

function present(ids: ReturnType<LineIds>): Record<string, string> {
  return {
    ...(ids.request === null ? {} : { request: ids.request }),
    ...(ids.trace === null ? {} : { trace: ids.trace }),
  };
}

/** What the types promise holds for values from elsewhere too. */
function allowed(fields: LogFields): LogFields {
  return Object.fromEntries(
    FIELDS.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])),
  );
}

/** An error by its kind and the places in the program it went through; its message may quote data. */
function placeOf(cause: unknown): { kind: string; code?: string; at: string[] } {
  if (!(cause instanceof Error)) return { kind: typeof cause, at: [] };
  const inner = cause.cause instanceof Error ? cause.cause : cause;
  const frames = (inner.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const code = 'code' in inner && typeof inner.code === 'string' ? { code: inner.code } : {};
  return {
    kind: inner.name,
    ...code,
    at: frames.slice(0, 8).map((line) =>
      line
        .trim()
        .replace(/^at /, '')
        .replace(/file:\/\/.*\/(?=(src|dist)\/)/, ''),
    ),
  };
}
