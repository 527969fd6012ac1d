import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { DASHBOARDS } from '../../deploy/monitoring/dashboards/index.ts';
import { grafanaDashboard } from '../../deploy/monitoring/grafana.ts';

const MODULES = new URL('../../node_modules', import.meta.url).pathname;
/** As JSON holds them: an enumeration's members are their values. */
const HEAD = `import type { Dashboard, Panel, TableOptions, TableFieldOptions } from '@grafana/schema';
import type { Options as StatOptions } from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type {
  FieldConfig as LinesFields,
  Options as LinesOptions,
} from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';
type Json<T> = T extends string ? \`\${T}\` : T extends number | boolean | null | undefined ? T
  : T extends readonly (infer U)[] ? Json<U>[] : T extends object ? { [K in keyof T]: Json<T[K]> } : T;
type Kind<N extends string, O, F> = Omit<Panel<Partial<O>, Partial<F>>, 'options' | 'type'> & { type: N; options: Partial<O> };
type Drawn = Kind<'stat', StatOptions, {}> | Kind<'timeseries', LinesOptions, LinesFields> | Kind<'table', TableOptions, TableFieldOptions>;
type Ours = Json<Omit<Dashboard, 'panels'> & { panels: Drawn[] }>;
`;

const folder = mkdtempSync(join(tmpdir(), 'askfolio-grafana-'));
symlinkSync(MODULES, join(folder, 'node_modules'));
const COMPILER = {
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  module: 'esnext',
  target: 'esnext',
  moduleResolution: 'bundler',
  types: [],
};
const settings = { compilerOptions: COMPILER, files: ['dashboards.ts'] };
writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the compiler says of dashboards as values of the types that Grafana publishes of its JSON; '' where they fit. */
function faults(...dashboards: readonly unknown[]): string {
  const values = dashboards.map(
    (each, at) => `export const d${at}: Ours = ${JSON.stringify(each, null, 1)};\n`,
  );
  writeFileSync(join(folder, 'dashboards.ts'), HEAD + values.join(''));
  try {
    execFileSync(join(MODULES, '.bin/tsc'), ['-p', folder], { encoding: 'utf8' });
    return '';
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
  }
}

const drawn = DASHBOARDS.map((each): unknown => JSON.parse(JSON.stringify(grafanaDashboard(each))));

it('dashboards are what Grafana reads, by the types that it publishes of its own', () => {
  expect(faults(...drawn)).toBe('');
}, 120_000);

it.each([
  ['a name of a field', '"schemaVersion"', '"schemeVersion"'],
  ['a member of an enumeration', '"graphMode":"area"', '"graphMode":"surface"'],
  ['an option of a panel', '"colorMode"', '"colourMode"'],
  ['a type', '"x":0', '"x":"left"'],
])(
  '%s that Grafana does not know is found',
  (_, known, unknown) => {
    const text = JSON.stringify(drawn[0]);
    expect(text).toContain(known);
    expect(faults(JSON.parse(text.replace(known, unknown)))).toMatch(/error TS2/);
  },
  120_000,
);
