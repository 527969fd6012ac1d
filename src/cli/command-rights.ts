import type { Right } from '../vocabulary/scope.ts';

/**
 * The right that each command needs of whoever it acts for: the owner of the installation, or the person of `--as`.
 * The process that owns the home holds the person to it. `none`: it touches no home, or only looks at how it stands.
 * A command that is not written here does not run.
 */
export const COMMAND_RIGHTS: Readonly<Record<string, Right | 'none'>> = {
  start: 'installation.read',
  import: 'runs.start',
  'sources infer': 'none',
  'sources preview': 'runs.start',
  'sources add': 'runs.start',
  'sources list': 'runs.read',
  'sources check': 'runs.start',
  'sources remove': 'runs.start',
  'etl run': 'runs.start',
  'etl status': 'runs.read',
  'etl quarantine': 'runs.read',
  status: 'runs.read',
  ask: 'ask',
  explain: 'figures',
  replay: 'figures',
  eval: 'ask',
  sql: 'figures',
  figures: 'figures',
  'users import': 'people.manage',
  'users list': 'people.manage',
  'users add': 'people.manage',
  'users change': 'people.manage',
  'users invite': 'people.manage',
  'users remove': 'people.manage',
  'users export': 'people.manage',
  'users erase': 'people.manage',
  'users grant': 'people.manage',
  'users revoke': 'people.manage',
  migrate: 'runs.start',
  'audit verify': 'audit.read',
  'audit list': 'audit.read',
  'audit export': 'audit.read',
  'keys create': 'keys.manage',
  'keys list': 'keys.manage',
  'keys revoke': 'keys.manage',
  'keys rotate': 'keys.manage',
  backup: 'keys.manage',
  restore: 'none',
  demo: 'none',
  doctor: 'none',
};
