import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from '../cli/context.ts';
import type { Services } from '../home/services.ts';
import { asProblem } from '../vocabulary/problem.ts';

/** Something that works, and that somebody should do something about all the same. */
export interface Finding {
  readonly finding: string;
  readonly remedy: string;
}

export interface Probe {
  readonly name: string;
  /** Rejects with a Problem for what does not work. */
  readonly look: () => Promise<string | Finding>;
}

export interface CheckParts {
  readonly nodeVersion: string;
  /** Throws Problem `settings_invalid`. */
  readonly readSettings: () => { readonly home: string; readonly masterKey: string | null };
  readonly unknownSettings: readonly string[];
  readonly keyFile: string;
  /** The services of the home, whoever owns it. */
  readonly openServices: () => Promise<{ readonly services: Services; close(): Promise<void> }>;
  /** Servers that the settings name; each says what it found, or rejects with a Problem that says how to mend it. */
  readonly probes: () => readonly Probe[];
  /** What the server that keeps the product store says of itself; nothing where there is none. */
  readonly checkServer: () => Promise<readonly Check[]>;
  /** Whether the web page is built. */
  readonly hasPage: boolean;
}

const well = (name: string, finding: string): Check => ({ name, state: 'well', finding, remedy: null });
const note = (name: string, finding: string, remedy: string | null = null): Check => ({
  name,
  state: 'note',
  finding,
  remedy,
});

/** Everything that `doctor` looks at. Nothing is made or changed but by opening a home that is there already. */
export async function runChecks(parts: CheckParts): Promise<readonly Check[]> {
  const checks: Check[] = [nodeCheck(parts.nodeVersion)];
  let settings: ReturnType<CheckParts['readSettings']>;
  try {
    settings = parts.readSettings();
    checks.push(well('settings', 'every setting can be used'));
  } catch (error) {
    const { message } = asProblem(error);
    return [...checks, { name: 'settings', state: 'wrong', finding: message, remedy: null }];
  }
  if (parts.unknownSettings.length > 0) {
    checks.push(
      note(
        'settings',
        `nobody knows ${parts.unknownSettings.join(', ')}`,
        'Look for a misspelling; docs/settings.md lists every setting.',
      ),
    );
  }
  checks.push(
    pageCheck(parts.hasPage),
    ...(await Promise.all(parts.probes().map(probed))),
    ...(await serverChecks(parts.checkServer)),
  );
  if (!existsSync(settings.home)) {
    checks.push(
      note('home', `${settings.home} is not there yet`, '`askfolio start` or `askfolio import` makes it.'),
    );
  } else
    checks.push(homeCheck(settings.home), keyCheck(parts, settings), await storeCheck(parts.openServices));
  return [...checks, ENCRYPTION];
}

async function probed({ name, look }: Probe): Promise<Check> {
  try {
    const found = await look();
    return typeof found === 'string' ? well(name, found) : note(name, found.finding, found.remedy);
  } catch (error) {
    return { name, state: 'wrong', finding: asProblem(error).message, remedy: null };
  }
}

function nodeCheck(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return well('Node.js', version);
  return {
    name: 'Node.js',
    state: 'wrong',
    finding: `${version} is too old`,
    remedy: 'Install Node.js 24, or start by `npm start` or `npx askfolio`, which bring their own.',
  };
}

function pageCheck(hasPage: boolean): Check {
  if (hasPage) return well('web page', 'it is built');
  return note('web page', 'it is not built', 'Run `npm run build`; the command line works without it.');
}

function homeCheck(home: string): Check {
  const found = statSync(home);
  if (!found.isDirectory()) {
    return {
      name: 'home',
      state: 'wrong',
      finding: `${home} is not a folder`,
      remedy: 'Move it away, or set ASKFOLIO_HOME to another place.',
    };
  }
  if ((found.mode & 0o077) === 0) return well('home', `${home}, for its owner alone`);
  return note(
    'home',
    `others can look into ${home}`,
    `Run \`chmod 700 ${home}\`; the next command does that, too.`,
  );
}

function keyCheck(
  { keyFile }: CheckParts,
  settings: { readonly home: string; readonly masterKey: string | null },
): Check {
  if (settings.masterKey !== null) return well('master key', 'it comes from ASKFOLIO_MASTER_KEY');
  const path = join(settings.home, keyFile);
  if (!existsSync(path)) {
    return note(
      'master key',
      'there is none yet',
      'It is made at first start; keep a copy of it in a safe place then.',
    );
  }
  if ((statSync(path).mode & 0o077) !== 0) {
    return {
      name: 'master key',
      state: 'wrong',
      finding: `others on this machine can read ${path}`,
      remedy: `Run \`chmod 600 ${path}\`.`,
    };
  }
  return well('master key', `${path}, mode 0600; keep a copy in a safe place: without it the data are lost`);
}

async function serverChecks(look: CheckParts['checkServer']): Promise<readonly Check[]> {
  try {
    return await look();
  } catch (error) {
    return [{ name: 'database server', state: 'wrong', finding: asProblem(error).message, remedy: null }];
  }
}

async function storeCheck(openServices: CheckParts['openServices']): Promise<Check> {
  try {
    const place = await openServices();
    try {
      return well('store', await storeFinding(place.services));
    } finally {
      await place.close();
    }
  } catch (error) {
    return { name: 'store', state: 'wrong', finding: asProblem(error).message, remedy: null };
  }
}

async function storeFinding(services: Services): Promise<string> {
  const sql = 'SELECT count(*) AS accounts FROM accounts';
  try {
    const { rows } = await services.sql({
      sql,
      as: null,
      accounts: [],
      currency: null,
      explain: false,
    });
    return `it opens, and ${String(rows[0]?.[0] ?? 0)} accounts can be read`;
  } catch (error) {
    const { code } = asProblem(error);
    if (code === 'no_data') return 'it opens, and holds no data yet';
    if (code === 'sql_refused') return 'it opens';
    throw error;
  }
}

const ENCRYPTION = note(
  'encryption',
  'the data files are encrypted with AES by the embedded engine, whose nonces come from an ordinary random generator: ' +
    'good against a lost disk or backup, no certified encryption; names, conversations and set-aside rows are sealed with AES-256-GCM besides',
  'Where certified encryption at rest is asked for, put the home on an encrypted volume as well.',
);
