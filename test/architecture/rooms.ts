/**
 * The walls of the house: which room may import which. A room is a folder (or file) right under src/; what it may
 * import lies upstream of it. ARCHITECTURE.md shows this table, the architecture test holds it.
 */
export interface Room {
  readonly purpose: string;
  readonly imports: readonly string[];
}

export const ROOMS: Readonly<Record<string, Room>> = {
  vocabulary: { purpose: 'the nouns that every room shares; problems; limits', imports: [] },
  present: {
    purpose: 'how cells, days and charts look: on the page, in files, in sentences',
    imports: ['vocabulary'],
  },
  notify: { purpose: 'sends word: webhook, mail', imports: ['vocabulary'] },
  export: {
    purpose: 'answers as files: CSV, XLSX, pictures, PDF',
    imports: ['vocabulary', 'present'],
  },
  accounting: { purpose: 'lots, gains, values, returns: pure functions', imports: ['vocabulary', 'model'] },
  model: {
    purpose: 'the semantic model: tables, relations, metrics, dimensions, words',
    imports: ['vocabulary'],
  },
  security: { purpose: 'keys, sealing, sign-in, what a person may see', imports: ['vocabulary'] },
  telemetry: { purpose: 'metrics and logs', imports: ['vocabulary'] },
  guard: { purpose: 'judges SQL; alone makes a GuardedSql', imports: ['vocabulary', 'model', 'store:names'] },
  cache: { purpose: 'keeps results for a while: port and adapters', imports: ['vocabulary'] },
  queue: {
    purpose: 'work that is to be done once in effect: port, adapters, jobs over the ledger',
    imports: ['vocabulary'],
  },
  store: {
    purpose: 'the product database: port, adapters and wrappers',
    imports: ['vocabulary', 'model', 'guard:types', 'cache:types'],
  },
  inbox: {
    purpose: 'files that people hand in: sealed while they wait, scanned for viruses',
    imports: ['vocabulary', 'security'],
  },
  state: {
    purpose: "the installation's own records",
    imports: ['vocabulary', 'security', 'etl:types', 'queue:types'],
  },
  signin: {
    purpose: 'who somebody is: the authorization server, passwords, tokens, other issuers',
    imports: ['vocabulary', 'security', 'state:types'],
  },
  interpreter: {
    purpose: 'the language model that reads what the grammar cannot: port and adapters',
    imports: ['vocabulary'],
  },
  engine: {
    purpose: 'question → answer, a folder a step',
    imports: [
      'vocabulary',
      'present',
      'model',
      'accounting',
      'guard:types',
      'store:types',
      'interpreter:types',
    ],
  },
  etl: {
    purpose: 'source → store, a folder a step',
    imports: ['vocabulary', 'model', 'accounting', 'security', 'store:types'],
  },
  worker: {
    purpose: 'runs the ETL in a process of its own',
    imports: ['vocabulary', 'model', 'etl', 'store:types', 'queue:types'],
  },
  evaluation: { purpose: 'holds answers against what they should be', imports: ['vocabulary'] },
  demo: { purpose: 'a believable synthetic firm', imports: ['vocabulary', 'model'] },
  home: { purpose: 'the home folder and its one owner', imports: ['vocabulary'] },
  desk: {
    purpose: 'who asks, what he or she may see, and to whom the work goes',
    imports: [
      'vocabulary',
      'present',
      'model',
      'engine',
      'home',
      'export',
      'notify:types',
      'security',
      'inbox:types',
      'queue',
      'signin:types',
      'guard:types',
      'store:types',
      'state',
      'api:types',
      'cli:types',
    ],
  },
  mcp: { purpose: 'tools for other assistants', imports: ['vocabulary'] },
  api: {
    purpose: 'HTTP in, HTTP out',
    imports: ['vocabulary', 'model', 'security', 'signin', 'telemetry', 'state:types', 'engine:types', 'mcp'],
  },
  cli: {
    purpose: 'one file a command',
    imports: ['vocabulary', 'model', 'home', 'api', 'evaluation', 'mcp'],
  },
  'config.ts': { purpose: 'the settings table; the one reader of the environment', imports: ['vocabulary'] },
  compose: { purpose: 'composition root: settings → adapters → wrappers → roles', imports: ['*'] },
  'main.ts': { purpose: 'one command line, with what it may need', imports: ['*'] },
};
