import { resolve } from 'node:path';
import { z } from 'zod';
import { CURRENCIES } from './vocabulary/currency.ts';
import { type Day, dayInZone, parseDay } from './vocabulary/day.ts';
import { LIMITS } from './vocabulary/limits.ts';
import { LOG_LEVELS } from './vocabulary/log-level.ts';
import { Problem } from './vocabulary/problem.ts';
import { ROLES } from './vocabulary/scope.ts';

export interface Setting {
  /** Name of the environment variable. */
  readonly name: string;
  /** What an unset one stands for, as it would be written; null: nothing. */
  readonly fallback: string | null;
  /** One sentence for docs/settings.md. */
  readonly purpose: string;
  /**
   * What a value must look like; its messages complete the sentence 'ASKFOLIO_X must be …'. Made where a value is read:
   * most settings are unset, and schemas cost time at every start.
   */
  readonly type: () => z.ZodType<unknown, string>;
}

const day = z
  .string()
  .refine((text) => parseDay(text) !== null, 'a day such as 2026-03-31')
  .transform((text) => parseDay(text));

const zone = z.string().refine((text) => {
  // The zone of nearly every process: to ask for it loads the whole calendar of the runtime.
  if (text === 'UTC') return true;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}, 'an IANA time zone such as America/New_York');

function decimal(low: number, high: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^-?\d+(\.\d+)?$/, `a decimal number from ${low} to ${high}`)
    .transform(Number)
    .refine((value) => value >= low && value <= high, `a decimal number from ${low} to ${high}`);
}

function whole(low: number, high: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^\d{1,9}$/, `a whole number from ${low} to ${high}`)
    .transform(Number)
    .refine((value) => value >= low && value <= high, `a whole number from ${low} to ${high}`);
}

/** Kept as exact text; `places` after the point at the most. */
function money(places: number): z.ZodType<string, string> {
  return z.string().regex(new RegExp(`^\\d{1,6}(\\.\\d{1,${places}})?$`), 'an amount such as 2.50');
}

const STORE = z
  .string()
  .regex(
    /^(embedded|(mysql|mariadb):\/\/\S+)$/,
    '`embedded` or an address such as mysql://USER:PASSWORD@HOST:3306/DATABASE',
  );

/** Every setting of the installation: the reader below, docs/settings.md and `doctor` derive from this table. */
export const SETTINGS = {
  home: {
    name: 'ASKFOLIO_HOME',
    fallback: './.askfolio',
    purpose: 'The folder that holds all state; made with mode 0700 where it is missing.',
    type: () => z.string().min(1, 'the path of a folder'),
  },
  host: {
    name: 'ASKFOLIO_HOST',
    fallback: '127.0.0.1',
    purpose:
      'The address that `start` listens on. Others than 127.0.0.1, ::1 and localhost can be reached by other machines: they need TLS (ASKFOLIO_TLS_CERT), or a proxy with TLS (ASKFOLIO_URL).',
    type: () =>
      z.string().regex(/^[\w.:-]{1,253}$/, 'an address of this machine, such as 127.0.0.1 or 0.0.0.0'),
  },
  port: {
    name: 'ASKFOLIO_PORT',
    fallback: '8321',
    purpose: 'The port that `start` listens on; 0 takes any free one.',
    type: () => whole(0, 65_535),
  },
  url: {
    name: 'ASKFOLIO_URL',
    fallback: null,
    purpose:
      'The address at which people reach it, where that is not the one that it listens on: https://askfolio.example.com. Nothing may follow the host and port.',
    type: () =>
      z
        .string()
        .regex(/^https?:\/\/[\w.-]+(:\d{1,5})?$/, 'an address such as https://askfolio.example.com')
        .transform((text) => text.toLowerCase()),
  },
  tlsCert: {
    name: 'ASKFOLIO_TLS_CERT',
    fallback: null,
    purpose:
      'A file with the certificate that it serves TLS with (PEM, with its chain); read anew when it changes. With ASKFOLIO_TLS_KEY.',
    type: () => z.string().min(1, 'the path of a file'),
  },
  tlsKey: {
    name: 'ASKFOLIO_TLS_KEY',
    fallback: null,
    purpose: 'The file with the private key of the certificate (PEM).',
    type: () => z.string().min(1, 'the path of a file'),
  },
  issuer: {
    name: 'OIDC_ISSUER',
    fallback: null,
    purpose:
      'Another OpenID issuer that people may sign in with, found by discovery: https://login.example.com. With OIDC_CLIENT_ID and OIDC_CLIENT_SECRET_FILE.',
    type: () => z.url({ protocol: /^https?$/, error: 'an address such as https://login.example.com' }),
  },
  issuerClient: {
    name: 'OIDC_CLIENT_ID',
    fallback: null,
    purpose: 'What this installation is called as a client of that issuer.',
    type: () => z.string().regex(/^[\x21-\x7e]{1,200}$/, 'the id of a client'),
  },
  issuerSecretFile: {
    name: 'OIDC_CLIENT_SECRET_FILE',
    fallback: null,
    purpose: 'The file with the secret of that client; read anew at each use, so that it can be changed.',
    type: () => z.string().min(1, 'the path of a file'),
  },
  passwords: {
    name: 'ASKFOLIO_PASSWORDS',
    fallback: 'on',
    purpose:
      'Whether people may sign in with a password of this installation: `on`, or `off` where OIDC_ISSUER is set.',
    type: () => z.enum(['on', 'off'], '`on` or `off`'),
  },
  secondFactor: {
    name: 'ASKFOLIO_SECOND_FACTOR',
    fallback: null,
    purpose:
      'The roles for which a password alone is not enough, split by commas (`owner,administrator,auditor`), or `everybody`; unset, a second factor is asked of those who have set one up.',
    type: () =>
      z
        .string()
        .regex(
          new RegExp(`^(everybody|(${ROLES.join('|')})(\\s*,\\s*(${ROLES.join('|')}))*)$`),
          `roles such as owner,administrator (of ${ROLES.join(', ')}), or everybody`,
        )
        .transform((text) =>
          text === 'everybody' ? ROLES : ROLES.filter((role) => new RegExp(`\\b${role}\\b`).test(text)),
        ),
  },
  plainHttp: {
    name: 'ASKFOLIO_PLAIN_HTTP',
    fallback: 'local',
    purpose:
      '`local`: without TLS only this machine is served. `anywhere`: others are, too, and whoever is on the way reads and changes everything.',
    type: () => z.enum(['local', 'anywhere'], '`local` or `anywhere`'),
  },
  trustedProxies: {
    name: 'ASKFOLIO_TRUSTED_PROXIES',
    fallback: null,
    purpose:
      'Addresses of proxies, split by commas (10.0.0.7 or 10.0.0.0/24), whose word is taken for the network address that a request came from.',
    type: () =>
      z
        .string()
        .regex(
          /^[\da-fA-F.:]+(\/\d{1,3})?(\s*,\s*[\da-fA-F.:]+(\/\d{1,3})?)*$/,
          'addresses such as 10.0.0.7, split by commas',
        )
        .transform((text) => text.split(',').map((address) => address.trim())),
  },
  requestsPerMinute: {
    name: 'ASKFOLIO_REQUESTS_PER_MINUTE',
    fallback: String(LIMITS.requests_per_minute_max),
    purpose:
      'Requests that one network address may send in a minute; the rest is refused with Retry-After. Raise it where many people or a program of yours come from one address.',
    type: () => whole(10, 10_000_000),
  },
  masterKey: {
    name: 'ASKFOLIO_MASTER_KEY',
    fallback: null,
    purpose:
      'The key that everything on disk is sealed with: 32 bytes as 64 hexadecimal digits or as base64. Unset, one is made at first start and kept in the home with mode 0600.',
    type: () =>
      z
        .string()
        .regex(
          /^([0-9a-fA-F]{64}|[A-Za-z0-9+/_-]{43}=?)$/,
          '32 bytes, written as 64 hexadecimal digits or as base64',
        ),
  },
  store: {
    name: 'ASKFOLIO_STORE',
    fallback: 'embedded',
    purpose:
      'Where the product store is: `embedded` in the home, or on a server that speaks MySQL, as the user that reads: `mysql://USER:PASSWORD@HOST:3306/DATABASE` (several hosts split by commas take turns; `?tls=off`, `?ca=FILE`, `?socket=FILE`; see docs/mysql.md).',
    type: () => STORE,
  },
  storeWriter: {
    name: 'ASKFOLIO_STORE_WRITER',
    fallback: null,
    purpose:
      'The same address as the user that publishes, at the primary server; unset, the one that reads publishes, too.',
    type: () => STORE.refine((text) => text !== 'embedded', 'the address of a server'),
  },
  records: {
    name: 'ASKFOLIO_RECORDS',
    fallback: 'embedded',
    purpose:
      'Where the own records are: `embedded` in the home, or in a database on a server that speaks MySQL, so that several processes share the installation: `mysql://USER:PASSWORD@HOST:3306/DATABASE` (as ASKFOLIO_STORE; see docs/larger-installation.md).',
    type: () => STORE,
  },
  cache: {
    name: 'ASKFOLIO_CACHE',
    fallback: 'memory',
    purpose:
      'Where results are kept for a while: `memory` of the process, `off`, or a server that speaks the protocol of Redis, shared by all processes: `redis://[USER:PASSWORD@]HOST:6379` or, with TLS, `rediss://…` (`?ca=FILE`; see docs/larger-installation.md).',
    type: () =>
      z
        .string()
        .regex(/^(memory|off|rediss?:\/\/\S+)$/, '`memory`, `off` or an address such as redis://HOST:6379'),
  },
  queue: {
    name: 'ASKFOLIO_QUEUE',
    fallback: 'embedded',
    purpose:
      'What carries word of work between processes: `embedded` in the one that serves, a server that speaks the protocol of Redis (`redis://…`, `rediss://…`), or RabbitMQ (`amqp://USER:PASSWORD@HOST:5672/VHOST`, `amqps://…`; `?ca=FILE`; see docs/larger-installation.md).',
    type: () =>
      z
        .string()
        .regex(
          /^(embedded|(rediss?|amqps?):\/\/\S+)$/,
          '`embedded` or an address such as amqp://HOST:5672 or redis://HOST:6379',
        ),
  },
  masterKeyPrevious: {
    name: 'ASKFOLIO_MASTER_KEY_PREVIOUS',
    fallback: null,
    purpose:
      'The master key of before, after ASKFOLIO_MASTER_KEY was given a new one: the next start wraps everything anew, then it can be left out.',
    type: () =>
      z
        .string()
        .regex(
          /^([0-9a-fA-F]{64}|[A-Za-z0-9+/_-]{43}=?)$/,
          '32 bytes, written as 64 hexadecimal digits or as base64',
        ),
  },
  masterKeyFile: {
    name: 'ASKFOLIO_MASTER_KEY_FILE',
    fallback: null,
    purpose: 'A file outside the home that holds the master key, in place of ASKFOLIO_MASTER_KEY.',
    type: () => z.string().min(1, 'the path of a file'),
  },
  keyService: {
    name: 'ASKFOLIO_KEY_SERVICE',
    fallback: null,
    purpose:
      'A key of a transit engine of Vault or OpenBao that takes the place of the master key: https://vault.example:8200/v1/transit/keys/askfolio.',
    type: () => z.url('an address such as https://vault.example:8200/v1/transit/keys/askfolio'),
  },
  keyServiceTokenFile: {
    name: 'ASKFOLIO_KEY_SERVICE_TOKEN_FILE',
    fallback: null,
    purpose: 'The file with the token for the key service; read anew at each use, so that it can be renewed.',
    type: () => z.string().min(1, 'the path of a file'),
  },
  firmCurrency: {
    name: 'ASKFOLIO_FIRM_CURRENCY',
    fallback: 'USD',
    purpose:
      "The firm's currency: figures across clients are in it, and missing exchange rates go through it.",
    type: () =>
      z.string().refine((code) => CURRENCIES.includes(code), 'the ISO 4217 code of a currency, such as USD'),
  },
  timeZone: {
    name: 'ASKFOLIO_TIME_ZONE',
    fallback: 'UTC',
    purpose: "The firm's IANA time zone: 'today' is the calendar day in it.",
    type: () => zone,
  },
  today: {
    name: 'ASKFOLIO_TODAY',
    fallback: null,
    purpose: "The day that counts as 'today'; unset, the calendar day in the firm's time zone.",
    type: () => day,
  },
  riskFreeRate: {
    name: 'ASKFOLIO_RISK_FREE_RATE',
    fallback: '0',
    purpose: 'The annual risk-free rate of the Sharpe ratio, as a fraction: 0.02 is 2 %.',
    type: () => z.string().regex(/^-?0(\.\d{1,12})?$/, 'a fraction between -1 and 1, such as 0.02'),
  },
  fiscalYearStart: {
    name: 'ASKFOLIO_FISCAL_YEAR_START',
    fallback: '1',
    purpose:
      'The month that fiscal years begin with, 1 (January) to 12; a fiscal year is named by the year it ends in.',
    type: () => whole(1, 12),
  },
  taxYearStart: {
    name: 'ASKFOLIO_TAX_YEAR_START',
    fallback: '01-01',
    purpose:
      'The day that tax years begin on, as month and day: 04-06 is 6 April. A year that is written as two, 2023/24, begins on 6 April where this is not set.',
    type: () =>
      z
        .string()
        .regex(/^(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$/, 'a month and a day up to the 28th, such as 04-06'),
  },
  badRowsShareMax: {
    name: 'ASKFOLIO_BAD_ROWS_SHARE_MAX',
    fallback: String(LIMITS.import_bad_rows_share_max),
    purpose: 'A table of a delivery is refused when more than this share of its rows is bad.',
    type: () => decimal(0, 1),
  },
  shareBookings: {
    name: 'ASKFOLIO_SHARE_BOOKINGS',
    fallback: String(LIMITS.transform_share_bookings),
    purpose:
      'Where several workers share an installation, the figures of a refresh are worked out in shares of about so many bookings, by all workers that are free; 0: never (see docs/larger-installation.md).',
    type: () => whole(0, 999_999_999),
  },
  inbox: {
    name: 'ASKFOLIO_INBOX',
    fallback: null,
    purpose:
      'The folder in which files wait, encrypted, that people hand in; unset, `inbox` in the home. Processes that share their records share this folder, too.',
    type: () => z.string().min(1, 'the path of a folder'),
  },
  inboxFileMb: {
    name: 'ASKFOLIO_INBOX_FILE_MB',
    fallback: String(LIMITS.delivery_file_mb_max),
    purpose: 'The most that a file which is handed in may have, in MiB.',
    type: () => whole(1, 8_192),
  },
  scanner: {
    name: 'ASKFOLIO_SCANNER',
    fallback: null,
    purpose:
      'What looks for viruses in files that are handed in: `clamd://127.0.0.1:3310`, `clamd:/run/clamav/clamd.ctl`, or a command that reads a file from its standard input, as `command:/usr/bin/clamdscan --no-summary -` (status 0 clean, 1 found); unset, nothing does.',
    type: () =>
      z
        .string()
        .regex(
          /^(clamd:\/\/[\w.-]+:\d{1,5}|clamd:\/[^\0]+|command:\/\S+( .*)?)$/,
          '`clamd://HOST:PORT`, `clamd:/PATH` of its socket, or `command:/PATH OPTIONS`',
        ),
  },
  auditDays: {
    name: 'ASKFOLIO_AUDIT_DAYS',
    fallback: null,
    purpose:
      'For how many days entries of the audit log are kept; older ones are removed, and the log says so. Unset, for ever.',
    type: () => whole(1, 36_500),
  },
  metricsToken: {
    name: 'ASKFOLIO_METRICS_TOKEN',
    fallback: null,
    purpose:
      'The bearer token with which a monitoring system reads /metrics; unset, only a signed-in session may.',
    type: () => z.string().min(16, 'a secret of at least 16 characters'),
  },
  metricsPort: {
    name: 'ASKFOLIO_METRICS_PORT',
    fallback: null,
    purpose:
      'The port at ASKFOLIO_HOST at which `work` shows /metrics to whoever has ASKFOLIO_METRICS_TOKEN, and /healthz; unset, it listens nowhere. `start` and `serve` show theirs at ASKFOLIO_PORT.',
    type: () => whole(1, 65_535),
  },
  embedOrigins: {
    name: 'ASKFOLIO_EMBED_ORIGINS',
    fallback: null,
    purpose:
      'The sites that may show the chat in a frame, split by commas, such as https://portal.example.com; unset, none.',
    type: () =>
      z
        .string()
        .regex(
          /^https?:\/\/[\w.:[\]-]+(\s*,\s*https?:\/\/[\w.:[\]-]+)*$/,
          'origins such as https://portal.example.com, split by commas',
        )
        .transform((text) => text.split(',').map((origin) => origin.trim().toLowerCase())),
  },
  webhookHosts: {
    name: 'ASKFOLIO_WEBHOOK_HOSTS',
    fallback: null,
    purpose:
      'The hosts that word of saved questions may be sent to by webhook, split by commas, with a port where it is not the usual one; unset, none.',
    type: () =>
      z
        .string()
        .regex(/^[\w.:[\]-]+(\s*,\s*[\w.:[\]-]+)*$/, 'hosts such as hooks.example.com, split by commas')
        .transform((text) => text.split(',').map((host) => host.trim().toLowerCase())),
  },
  smtp: {
    name: 'ASKFOLIO_SMTP',
    fallback: null,
    purpose:
      'The mail server that word of saved questions is sent by: `smtps://USER:PASSWORD@mail.example.com`; unset, no mail is sent.',
    type: () => z.string().regex(/^smtps?:\/\/\S+$/, 'an address such as smtps://mail.example.com'),
  },
  mailFrom: {
    name: 'ASKFOLIO_MAIL_FROM',
    fallback: 'askfolio@localhost',
    purpose: 'The address that mail comes from.',
    type: () => z.string().regex(/^[^\s@]+@[^\s@]+$/, 'a mail address'),
  },
  traces: {
    name: 'ASKFOLIO_TRACES',
    fallback: null,
    purpose:
      'Where traces are sent, as OTLP over HTTP: http://127.0.0.1:4318/v1/traces; unset, nothing is traced (see docs/monitoring.md).',
    type: () =>
      z.url({ protocol: /^https?$/, error: 'a web address such as http://127.0.0.1:4318/v1/traces' }),
  },
  tracesShare: {
    name: 'ASKFOLIO_TRACES_SHARE',
    fallback: '0.01',
    purpose: 'The part of traces that is recorded: 0.01 is one in a hundred.',
    type: () => decimal(0, 1),
  },
  alertWebhook: {
    name: 'ASKFOLIO_ALERT_WEBHOOK',
    fallback: null,
    purpose:
      'The web address that the installation itself sends its alarms to, as JSON; unset, none (see docs/monitoring.md).',
    type: () =>
      z.url({ protocol: /^https?$/, error: 'a web address such as https://hooks.example.com/askfolio' }),
  },
  alertEmail: {
    name: 'ASKFOLIO_ALERT_EMAIL',
    fallback: null,
    purpose:
      'The mail address that the installation itself sends its alarms to, by ASKFOLIO_SMTP; unset, none.',
    type: () => z.string().regex(/^[^\s@]+@[^\s@]+$/, 'a mail address'),
  },
  diskReserveMb: {
    name: 'ASKFOLIO_DISK_RESERVE_MB',
    fallback: '2048',
    purpose: 'Megabytes that are to stay free on the disk of the home: with less an alarm is raised.',
    type: () => whole(1, 100_000_000),
  },
  memoryMb: {
    name: 'ASKFOLIO_MEMORY_MB',
    fallback: null,
    purpose:
      'Megabytes of memory that the main process may come to hold: with more than four fifths of them for ten minutes an alarm is raised. Unset, what its container or control group allows, and 4096 where that allows everything.',
    type: () => whole(64, 100_000_000),
  },
  storeCapacityMb: {
    name: 'ASKFOLIO_STORE_CAPACITY_MB',
    fallback: null,
    purpose:
      'Megabytes that the database of a product store on a server may take there: with more than 85 in a hundred of them an alarm is raised. Unset, none is: no server of MySQL says how large its disk is (see docs/monitoring.md).',
    type: () => whole(1, 1_000_000_000),
  },
  openAiKey: {
    name: 'OPENAI_API_KEY',
    fallback: null,
    purpose:
      'The key of a language model that reads what the offline engine cannot; unset (and no OPENAI_BASE_URL), nothing leaves the house.',
    type: () => z.string().regex(/^[\x21-\x7e]{1,4096}$/, 'the key as it was issued, without spaces'),
  },
  openAiKeyFile: {
    name: 'OPENAI_API_KEY_FILE',
    fallback: null,
    purpose:
      'A file with that key instead of the key itself; read anew at each call, so that it can be changed while Askfolio runs.',
    type: () => z.string().min(1, 'the path of a file'),
  },
  openAiBaseUrl: {
    name: 'OPENAI_BASE_URL',
    fallback: null,
    purpose:
      'The address of a server that speaks the OpenAI API, such as http://127.0.0.1:11434/v1; unset, that of OpenAI.',
    type: () => z.url({ protocol: /^https?$/, error: 'a web address such as http://127.0.0.1:11434/v1' }),
  },
  openAiModel: {
    name: 'OPENAI_MODEL',
    fallback: 'gpt-5.4-mini',
    purpose: 'The model that is asked for there; it must be able to reply in the form of a JSON schema.',
    type: () => z.string().regex(/^[\w./:@-]{1,200}$/, 'the name of a model'),
  },
  modelWording: {
    name: 'ASKFOLIO_MODEL_WORDING',
    fallback: 'off',
    purpose:
      'Whether results are sent to the language model, so that it can word the answers to what it read: `on` or `off`. Names stay hidden, and figures are put in here.',
    type: () => z.enum(['on', 'off'], '`on` or `off`'),
  },
  modelTokensPerDay: {
    name: 'ASKFOLIO_MODEL_TOKENS_PER_DAY',
    fallback: String(LIMITS.model_tokens_per_day_max),
    purpose:
      'How many tokens the language model may take in a day, of all who ask together; 0 asks it nothing.',
    type: () => whole(0, 999_999_999),
  },
  modelTokensPerPerson: {
    name: 'ASKFOLIO_MODEL_TOKENS_PERSON',
    fallback: String(LIMITS.model_tokens_per_person_and_day_max),
    purpose: 'How many tokens it may take in a day of one person.',
    type: () => whole(0, 999_999_999),
  },
  modelMoneyPerDay: {
    name: 'ASKFOLIO_MODEL_MONEY_PER_DAY',
    fallback: null,
    purpose: 'What the language model may cost in a day, of all who ask together; it needs the prices below.',
    type: () => money(9),
  },
  modelMoneyPerPerson: {
    name: 'ASKFOLIO_MODEL_MONEY_PERSON',
    fallback: null,
    purpose: 'What it may cost in a day of one person.',
    type: () => money(9),
  },
  modelPriceInput: {
    name: 'ASKFOLIO_MODEL_PRICE_INPUT',
    fallback: null,
    purpose:
      'What a million tokens of input cost; unset (and no price of output), nothing is reckoned in money.',
    type: () => money(6),
  },
  modelPriceCachedInput: {
    name: 'ASKFOLIO_MODEL_PRICE_CACHED',
    fallback: null,
    purpose: 'What a million tokens of input cost that the server had kept; unset, as all input.',
    type: () => money(6),
  },
  modelPriceOutput: {
    name: 'ASKFOLIO_MODEL_PRICE_OUTPUT',
    fallback: null,
    purpose: 'What a million tokens of output cost.',
    type: () => money(6),
  },
  modelCurrency: {
    name: 'ASKFOLIO_MODEL_CURRENCY',
    fallback: 'USD',
    purpose: 'The currency of these prices and budgets.',
    type: () =>
      z.string().refine((code) => CURRENCIES.includes(code), 'the ISO 4217 code of a currency, such as USD'),
  },
  logLevel: {
    name: 'ASKFOLIO_LOG_LEVEL',
    fallback: 'info',
    purpose: 'How much `start` writes to standard error, one JSON object a line.',
    type: () => z.enum(LOG_LEVELS, 'one of silent, error, warn, info and debug'),
  },
} as const satisfies Record<string, Setting>;

type Table = typeof SETTINGS;
type Value<K extends keyof Table> =
  z.output<ReturnType<Table[K]['type']>> | (Table[K]['fallback'] extends null ? null : never);

/** Every setting's value; `home` is an absolute path. */
export type Settings = { readonly [K in keyof Table]: Value<K> };

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads every setting. An empty variable counts as unset. Throws Problem `settings_invalid` that names the first
 * setting whose value cannot be used, without repeating the value: it may be a secret.
 */
export function readSettings(environment: Environment = process.env): Settings {
  const values = Object.entries(SETTINGS).map(([key, setting]): [string, unknown] => {
    const given: string | undefined = environment[setting.name]?.trim();
    const text = given === undefined || given === '' ? setting.fallback : given;
    if (text === null) return [key, null];
    const read = setting.type().safeParse(text);
    if (!read.success) {
      const expected = read.error.issues[0]?.message ?? 'valid';
      throw new Problem(
        'settings_invalid',
        `The setting ${setting.name} must be ${expected}; correct it or leave it unset.`,
      );
    }
    return [key, key === 'home' ? resolve(text) : read.data];
  });
  return Object.fromEntries(values) as Settings;
}

/** Variables that look like settings of Askfolio but are none, in alphabetical order: likely misspelt. */
export function unknownSettings(environment: Environment = process.env): string[] {
  const known = new Set<string>(Object.values(SETTINGS).map((setting) => setting.name));
  return Object.keys(environment)
    .filter((name) => name.startsWith('ASKFOLIO_') && !known.has(name))
    .toSorted();
}

/** 'Today' as the installation sees it at `now`. */
export function todayOf(settings: Pick<Settings, 'today' | 'timeZone'>, now: Date): Day {
  return settings.today ?? dayInZone(now, settings.timeZone);
}

/** The text of docs/settings.md. */
export function settingsPage(): string {
  const rows = Object.values(SETTINGS).map(
    ({ name, fallback, purpose }) =>
      `| \`${name}\` | ${fallback === null ? 'unset' : `\`${fallback}\``} | ${purpose} |`,
  );
  return [
    '# Settings',
    '',
    'Settings are environment variables. An empty one counts as unset. `askfolio doctor` checks them.',
    '',
    '| setting | default | what it does |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
