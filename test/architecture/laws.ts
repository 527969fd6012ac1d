import { ROOMS } from './rooms.ts';
import { roomOf, type SourceFile } from './source-tree.ts';

/** A law returns a sentence for each place that breaks it. */
export type Law = (files: readonly SourceFile[]) => string[];

export const importsPointUpstream: Law = (files) =>
  files.flatMap((file) => {
    const room = roomOf(file.path);
    const rule = ROOMS[room];
    if (!rule) return [`${file.path} lies in no room of rooms.ts`];
    if (rule.imports.includes('*')) return [];
    return file.imports.flatMap(({ target, typeOnly }) => {
      const other = roomOf(target);
      if (other === room || rule.imports.includes(other)) return [];
      if (typeOnly && rule.imports.includes(`${other}:types`)) return [];
      if (target === 'store/physical-name.ts' && rule.imports.includes('store:names')) return [];
      return [`${file.path} imports ${target}: ${room} may not import ${other}`];
    });
  });

export const noCycles: Law = (files) => {
  const graph = new Map(
    files.map((file) => [file.path, file.imports.filter((i) => !i.typeOnly).map((i) => i.target)]),
  );
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      cycles.push(`cycle: ${[...trail.slice(trail.indexOf(path)), path].join(' → ')}`);
      return;
    }
    state.set(path, 'open');
    for (const target of graph.get(path) ?? []) visit(target, [...trail, path]);
    state.set(path, 'done');
  };
  for (const path of graph.keys()) visit(path, []);
  return cycles;
};

export const onlyCompositionNamesAdapters: Law = (files) =>
  files.flatMap((file) =>
    file.path.startsWith('compose/')
      ? []
      : file.imports
          .filter(({ target }) => ADAPTER.test(target) && adapterRoot(target) !== adapterRoot(file.path))
          .map(({ target }) => `${file.path} names the adapter ${target}`),
  );

const ADAPTER =
  /^(store|guard|cache|queue|state|interpreter)\/(duckdb|mysql|memory|redis|rabbitmq|inprocess|sqlite|openai)\//;

function adapterRoot(path: string): string {
  return ADAPTER.exec(path)?.[0] ?? '';
}

export const onlyConfigReadsTheEnvironment: Law = (files) =>
  files
    .filter((file) => file.path !== 'config.ts' && /\bprocess\.env\b/.test(file.text))
    .map((file) => `${file.path} reads process.env`);

const DIALECT_ROOMS =
  /^(store|state|guard\/(duckdb|mysql)|etl\/(extract|stage|transform|reconcile)|compose\/|config\.ts|demo\/parquet)/;

export const dialectsStayInTheirRooms: Law = (files) =>
  files
    .filter(
      (file) =>
        !DIALECT_ROOMS.test(file.path) && /\b(duckdb|mysql|mariadb)\b/i.test(withoutComments(file.text)),
    )
    .map((file) => `${file.path} names a dialect`);

const FORBIDDEN_NAME = /^(utils?|helpers?|common|shared|manager|misc|data2|stuff)(\.|$)/;

export const everyRoomHasAName: Law = (files) =>
  files.flatMap((file) =>
    file.path
      .split('/')
      .filter((part) => FORBIDDEN_NAME.test(part))
      .map((part) => `${file.path}: ${part} says nothing about its subject`),
  );

export const noEscapeFromTypes: Law = (files) =>
  files.flatMap((file) =>
    ['as unknown as', '@ts-ignore', '@ts-expect-error', '@ts-nocheck']
      .filter((escape) => file.text.includes(escape))
      .map((escape) => `${file.path} contains ${escape}`),
  );

export const noCodeFromText: Law = (files) =>
  files
    .filter((file) => /\beval\(|\bnew Function\(|from 'node:vm'/.test(withoutComments(file.text)))
    .map((file) => `${file.path} runs text as code`);

/** A statement runs only when a guard has judged it; whoever else could make one would go round it. */
export const onlyGuardsMint: Law = (files) =>
  files
    .filter(
      (file) =>
        !/^guard\/[^/]+\//.test(file.path) && file.imports.some(({ target }) => target === 'guard/mint.ts'),
    )
    .map((file) => `${file.path} makes guarded statements`);

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|[^:'"`])\/\/.*$/gm, '$1');
}

export const LAWS: Readonly<Record<string, Law>> = {
  'imports point upstream': importsPointUpstream,
  'no file is part of a cycle': noCycles,
  'only the composition root names an adapter': onlyCompositionNamesAdapters,
  'only config.ts reads the environment': onlyConfigReadsTheEnvironment,
  "a dialect's name stays in the rooms that speak it": dialectsStayInTheirRooms,
  'no room or file has a name that says nothing': everyRoomHasAName,
  'no file escapes from its types': noEscapeFromTypes,
  'no file runs text as code': noCodeFromText,
  'only a dialect of the guard makes guarded statements': onlyGuardsMint,
};
