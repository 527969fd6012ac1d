// Made from /openapi.json; docs/client.md says how.

/** What each route of the API is given, and what it gives. */
export interface Routes {
  /** End a key, and the tokens that rest on it, at once. Needs the right keys.manage. */
  'DELETE /api-keys/{id}': {
    readonly params: { readonly id: string };
    readonly gives: undefined;
  };
  /** Stop a question under way, and its query with it. Needs the right ask. */
  'DELETE /ask/{id}': {
    readonly params: { readonly id: string };
    readonly gives: undefined;
  };
  /** Delete a conversation. Needs the right ask. */
  'DELETE /conversations/{id}': {
    readonly params: { readonly id: string };
    readonly gives: undefined;
  };
  /** Take a conversation of yours back from a colleague. Needs the right conversations.share. */
  'DELETE /conversations/{id}/shares/{user}': {
    readonly params: { readonly id: string; readonly user: string };
    readonly gives: undefined;
  };
  /** Give a delivery up, with its files. Needs the right runs.start. */
  'DELETE /deliveries/{id}': {
    readonly params: { readonly id: string };
    readonly gives: undefined;
  };
  /** Take a grant back that you manage, or a delegation of your own. Needs the right ask. */
  'DELETE /grants/{id}': {
    readonly params: { readonly id: string };
    readonly gives: undefined;
  };
  /** Forget somebody, with all that is his or hers. Needs the right people.manage. */
  'DELETE /people/{user}': {
    readonly params: { readonly user: string };
    readonly gives: undefined;
  };
  /** Erase a person everywhere, in the audit log too; it cannot be taken back. Needs the right people.manage. */
  'DELETE /people/{user}/data': {
    readonly params: { readonly user: string };
    readonly gives: undefined;
  };
  /** Take the second factors and passkeys of somebody away, who then sets up others. Needs the right people.manage. */
  'DELETE /people/{user}/factors': {
    readonly params: { readonly user: string };
    readonly gives: undefined;
  };
  /** Let nobody of another issuer sign in as somebody any more, until he or she is invited again. Needs the right people.manage. */
  'DELETE /people/{user}/identities': {
    readonly params: { readonly user: string };
    readonly gives: undefined;
  };
  /** Take a question off the board. Needs the right figures. */
  'DELETE /saved/{id}': {
    readonly params: { readonly id: string };
    readonly gives: undefined;
  };
  /** Sign out everywhere. Needs the right ask. */
  'DELETE /sessions': {
    readonly gives: undefined;
  };
  /** End one of your sessions. Needs the right ask. */
  'DELETE /sessions/{id}': {
    readonly params: { readonly id: string };
    readonly gives: undefined;
  };
  /** Take a verification back. Needs the right answers.verify. */
  'DELETE /verified/{id}': {
    readonly params: { readonly id: string };
    readonly gives: undefined;
  };
  /** The accounts in view. Needs the right ask. */
  'GET /accounts': {
    readonly gives: {
      readonly items: readonly {
        readonly id: string;
        readonly name: string;
        readonly type: string | null;
        readonly currency: string;
        readonly portfolioId: string;
        readonly clientId: string;
        readonly custodian: string;
        readonly open: boolean;
      }[];
    };
  };
  /** How an answer came about: plan, SQL, data version, run, delivery and the bookings under it. Needs the right figures. */
  'GET /answers/{id}': {
    readonly params: { readonly id: string };
    readonly gives: Readonly<Record<string, unknown>>;
  };
  /** The answer as a file, with all its rows, at the data version of now. Needs the right figures. */
  'GET /answers/{id}/export/{format}': {
    readonly params: { readonly id: string; readonly format: 'csv' | 'xlsx' | 'svg' | 'png' | 'pdf' };
    readonly query?: { readonly locale?: string };
    readonly gives: string;
  };
  /** The same answer again, from its data version while that is kept, and what came out otherwise. Needs the right figures. */
  'GET /answers/{id}/replay': {
    readonly params: { readonly id: string };
    readonly gives: {
      readonly answer:
        | {
            readonly kind: 'answer';
            readonly id: string;
            readonly text: string;
            readonly engine: 'offline' | 'openai';
            readonly suggestions: readonly string[];
            readonly conversationId: string | null;
            readonly timings: { readonly understand: number; readonly run: number; readonly total: number };
            readonly plainText?: string;
            readonly interpretation: {
              readonly metrics: readonly string[];
              readonly by: readonly string[];
              readonly where: readonly string[];
              readonly period: { readonly from: string | null; readonly to: string; readonly label: string };
              readonly text: string;
            };
            readonly columns: readonly {
              readonly name: string;
              readonly label: string;
              readonly type: 'string' | 'integer' | 'number' | 'money' | 'percent' | 'date' | 'period';
              readonly currency?: string | null;
            }[];
            readonly rows: readonly (readonly (string | number | boolean | null)[])[];
            readonly chart: {
              readonly type:
                | 'line'
                | 'area'
                | 'bar'
                | 'stacked'
                | 'donut'
                | 'treemap'
                | 'waterfall'
                | 'histogram'
                | 'scatter';
              readonly x: string;
              readonly y: readonly string[];
              readonly by?: string;
            } | null;
            readonly sql: string;
            readonly parameters: readonly (string | number | boolean | null)[];
            readonly plan: Readonly<Record<string, unknown>> | null;
            readonly freeQuery?: true;
            readonly cached: boolean;
            readonly asOf: string;
            readonly dataVersion: string;
            readonly caveats: readonly string[];
            readonly verified?: { readonly id: string; readonly by: string; readonly at: string };
          }
        | {
            readonly kind: 'clarification';
            readonly id: string;
            readonly text: string;
            readonly engine: 'offline' | 'openai';
            readonly suggestions: readonly string[];
            readonly conversationId: string | null;
            readonly timings: { readonly understand: number; readonly run: number; readonly total: number };
            readonly choices: readonly {
              readonly label: string;
              readonly question: string;
              readonly figure?: string;
            }[];
          }
        | {
            readonly kind: 'declined';
            readonly id: string;
            readonly text: string;
            readonly engine: 'offline' | 'openai';
            readonly suggestions: readonly string[];
            readonly conversationId: string | null;
            readonly timings: { readonly understand: number; readonly run: number; readonly total: number };
            readonly reason:
              'out_of_scope' | 'advice' | 'not_permitted' | 'no_data' | 'unsafe' | 'not_understood';
          }
        | {
            readonly kind: 'error';
            readonly id: string;
            readonly text: string;
            readonly engine: 'offline' | 'openai';
            readonly suggestions: readonly string[];
            readonly conversationId: string | null;
            readonly timings: { readonly understand: number; readonly run: number; readonly total: number };
            readonly code: string;
          };
      readonly differences: readonly string[];
    };
  };
  /** The keys of the API, without their secrets; of one person, or of everybody. Needs the right keys.manage. */
  'GET /api-keys': {
    readonly query?: { readonly user?: string };
    readonly gives: {
      readonly items: readonly {
        readonly id: string;
        readonly user: string;
        readonly label: string;
        readonly rights: readonly string[];
        readonly createdAt: string;
        readonly expiresAt: string;
        readonly lastUsedAt: string | null;
        readonly revokedAt: string | null;
      }[];
    };
  };
  /** Go on with a streamed answer after a cut line, from the event in `Last-Event-ID` on. Needs the right ask. */
  'GET /ask/{id}': {
    readonly params: { readonly id: string };
    readonly gives:
      | {
          readonly kind: 'answer';
          readonly id: string;
          readonly text: string;
          readonly engine: 'offline' | 'openai';
          readonly suggestions: readonly string[];
          readonly conversationId: string | null;
          readonly timings: { readonly understand: number; readonly run: number; readonly total: number };
          readonly plainText?: string;
          readonly interpretation: {
            readonly metrics: readonly string[];
            readonly by: readonly string[];
            readonly where: readonly string[];
            readonly period: { readonly from: string | null; readonly to: string; readonly label: string };
            readonly text: string;
          };
          readonly columns: readonly {
            readonly name: string;
            readonly label: string;
            readonly type: 'string' | 'integer' | 'number' | 'money' | 'percent' | 'date' | 'period';
            readonly currency?: string | null;
          }[];
          readonly rows: readonly (readonly (string | number | boolean | null)[])[];
          readonly chart: {
            readonly type:
              | 'line'
              | 'area'
              | 'bar'
              | 'stacked'
              | 'donut'
              | 'treemap'
              | 'waterfall'
              | 'histogram'
              | 'scatter';
            readonly x: string;
            readonly y: readonly string[];
            readonly by?: string;
          } | null;
          readonly sql: string;
          readonly parameters: readonly (string | number | boolean | null)[];
          readonly plan: Readonly<Record<string, unknown>> | null;
          readonly freeQuery?: true;
          readonly cached: boolean;
          readonly asOf: string;
          readonly dataVersion: string;
          readonly caveats: readonly string[];
          readonly verified?: { readonly id: string; readonly by: string; readonly at: string };
        }
      | {
          readonly kind: 'clarification';
          readonly id: string;
          readonly text: string;
          readonly engine: 'offline' | 'openai';
          readonly suggestions: readonly string[];
          readonly conversationId: string | null;
          readonly timings: { readonly understand: number; readonly run: number; readonly total: number };
          readonly choices: readonly {
            readonly label: string;
            readonly question: string;
            readonly figure?: string;
          }[];
        }
      | {
          readonly kind: 'declined';
          readonly id: string;
          readonly text: string;
          readonly engine: 'offline' | 'openai';
          readonly suggestions: readonly string[];
          readonly conversationId: string | null;
          readonly timings: { readonly understand: number; readonly run: number; readonly total: number };
          readonly reason:
            'out_of_scope' | 'advice' | 'not_permitted' | 'no_data' | 'unsafe' | 'not_understood';
        }
      | {
          readonly kind: 'error';
          readonly id: string;
          readonly text: string;
          readonly engine: 'offline' | 'openai';
          readonly suggestions: readonly string[];
          readonly conversationId: string | null;
          readonly timings: { readonly understand: number; readonly run: number; readonly total: number };
          readonly code: string;
        };
  };
  /** The audit log, the newest entries first; `before` continues at `next`. Needs the right audit.read. */
  'GET /audit': {
    readonly query?: {
      readonly kind?:
        | 'ask'
        | 'sql'
        | 'figures'
        | 'explain'
        | 'replay'
        | 'conversation'
        | 'saved'
        | 'verified'
        | 'sign_in'
        | 'sign_out'
        | 'refused'
        | 'people'
        | 'run'
        | 'source'
        | 'delivery'
        | 'keys'
        | 'backup'
        | 'export'
        | 'audit'
        | 'erase'
        | 'retention'
        | 'log_level';
      readonly user?: string;
      readonly before?: string;
    };
    readonly gives: {
      readonly items: readonly {
        readonly sequence: number;
        readonly at: string;
        readonly kind: string;
        readonly person: string;
        readonly user: string | null;
        readonly about: readonly (string | null)[];
        readonly details: Readonly<Record<string, unknown>> | null;
      }[];
      readonly next: number | null;
    };
  };
  /** The audit log from its oldest entry on; `after` continues at `next`. Needs the right audit.read. */
  'GET /audit/export': {
    readonly query?: {
      readonly kind?:
        | 'ask'
        | 'sql'
        | 'figures'
        | 'explain'
        | 'replay'
        | 'conversation'
        | 'saved'
        | 'verified'
        | 'sign_in'
        | 'sign_out'
        | 'refused'
        | 'people'
        | 'run'
        | 'source'
        | 'delivery'
        | 'keys'
        | 'backup'
        | 'export'
        | 'audit'
        | 'erase'
        | 'retention'
        | 'log_level';
      readonly user?: string;
      readonly after?: string;
    };
    readonly gives: {
      readonly items: readonly {
        readonly sequence: number;
        readonly at: string;
        readonly kind: string;
        readonly person: string;
        readonly user: string | null;
        readonly about: readonly (string | null)[];
        readonly details: Readonly<Record<string, unknown>> | null;
      }[];
      readonly next: number | null;
    };
  };
  /** Whether the audit log is whole; `head` is one that was noted earlier. Needs the right audit.read. */
  'GET /audit/verification': {
    readonly query?: { readonly head?: string };
    readonly gives: {
      readonly entries: number;
      readonly first: number;
      readonly last: number;
      readonly head: string;
      readonly erased: number;
      readonly faults: readonly { readonly sequence: number | null; readonly fault: string }[];
    };
  };
  /** The clients in view. Needs the right ask. */
  'GET /clients': {
    readonly gives: {
      readonly items: readonly {
        readonly id: string;
        readonly name: string;
        readonly advisorId: string | null;
        readonly portfolios: number;
      }[];
    };
  };
  /** How a question that is being typed may go on. Needs the right ask. */
  'GET /completions': {
    readonly query: { readonly text: string };
    readonly gives: {
      readonly items: readonly {
        readonly text: string;
        readonly kind: 'figure' | 'group' | 'value' | 'period' | 'name';
        readonly hint: string;
      }[];
    };
  };
  /** Your conversations, the newest first. Needs the right ask. */
  'GET /conversations': {
    readonly gives: {
      readonly items: readonly {
        readonly id: string;
        readonly title: string;
        readonly turns: number;
        readonly updatedAt: string;
      }[];
    };
  };
  /** The turns of a conversation, the oldest first. Needs the right ask. */
  'GET /conversations/{id}': {
    readonly params: { readonly id: string };
    readonly gives: {
      readonly turns: readonly {
        readonly question: string;
        readonly scope: Readonly<Record<string, unknown>>;
        readonly plan: Readonly<Record<string, unknown>> | null;
        readonly answer:
          | {
              readonly kind: 'answer';
              readonly id: string;
              readonly text: string;
              readonly engine: 'offline' | 'openai';
              readonly suggestions: readonly string[];
              readonly conversationId: string | null;
              readonly timings: { readonly understand: number; readonly run: number; readonly total: number };
              readonly plainText?: string;
              readonly interpretation: {
                readonly metrics: readonly string[];
                readonly by: readonly string[];
                readonly where: readonly string[];
                readonly period: {
                  readonly from: string | null;
                  readonly to: string;
                  readonly label: string;
                };
                readonly text: string;
              };
              readonly columns: readonly {
                readonly name: string;
                readonly label: string;
                readonly type: 'string' | 'integer' | 'number' | 'money' | 'percent' | 'date' | 'period';
                readonly currency?: string | null;
              }[];
              readonly rows: readonly (readonly (string | number | boolean | null)[])[];
              readonly chart: {
                readonly type:
                  | 'line'
                  | 'area'
                  | 'bar'
                  | 'stacked'
                  | 'donut'
                  | 'treemap'
                  | 'waterfall'
                  | 'histogram'
                  | 'scatter';
                readonly x: string;
                readonly y: readonly string[];
                readonly by?: string;
              } | null;
              readonly sql: string;
              readonly parameters: readonly (string | number | boolean | null)[];
              readonly plan: Readonly<Record<string, unknown>> | null;
              readonly freeQuery?: true;
              readonly cached: boolean;
              readonly asOf: string;
              readonly dataVersion: string;
              readonly caveats: readonly string[];
              readonly verified?: { readonly id: string; readonly by: string; readonly at: string };
            }
          | {
              readonly kind: 'clarification';
              readonly id: string;
              readonly text: string;
              readonly engine: 'offline' | 'openai';
              readonly suggestions: readonly string[];
              readonly conversationId: string | null;
              readonly timings: { readonly understand: number; readonly run: number; readonly total: number };
              readonly choices: readonly {
                readonly label: string;
                readonly question: string;
                readonly figure?: string;
              }[];
            }
          | {
              readonly kind: 'declined';
              readonly id: string;
              readonly text: string;
              readonly engine: 'offline' | 'openai';
              readonly suggestions: readonly string[];
              readonly conversationId: string | null;
              readonly timings: { readonly understand: number; readonly run: number; readonly total: number };
              readonly reason:
                'out_of_scope' | 'advice' | 'not_permitted' | 'no_data' | 'unsafe' | 'not_understood';
            }
          | {
              readonly kind: 'error';
              readonly id: string;
              readonly text: string;
              readonly engine: 'offline' | 'openai';
              readonly suggestions: readonly string[];
              readonly conversationId: string | null;
              readonly timings: { readonly understand: number; readonly run: number; readonly total: number };
              readonly code: string;
            };
        readonly at: string;
        readonly revises?: string;
      }[];
    };
  };
  /** The colleagues who may read a conversation of yours. Needs the right conversations.share. */
  'GET /conversations/{id}/shares': {
    readonly params: { readonly id: string };
    readonly gives: { readonly items: readonly { readonly user: string; readonly at: string }[] };
  };
  /** How old the keys of encryption are, by what they are for. Needs the right keys.manage. */
  'GET /data-keys': {
    readonly gives: {
      readonly items: readonly {
        readonly purpose: string;
        readonly keys: number;
        readonly newestAt: string;
      }[];
    };
  };
  /** Whom you let see accounts of yours. Needs the right delegate. */
  'GET /delegations': {
    readonly gives: {
      readonly items: readonly {
        readonly id: string;
        readonly user: string | null;
        readonly kind: string;
        readonly target: string;
        readonly givenBy: string;
        readonly delegated: boolean;
        readonly createdAt: string;
        readonly expiresAt: string | null;
      }[];
    };
  };
  /** The asker's own deliveries that wait or were taken in, and the ready mappings. Needs the right runs.start. */
  'GET /deliveries': {
    readonly gives: {
      readonly items: readonly {
        readonly id: string;
        readonly state: 'receiving' | 'looking' | 'looked' | 'refused' | 'taken';
        readonly files: readonly {
          readonly number: number;
          readonly name: string;
          readonly bytes: number;
          readonly received: number;
        }[];
        readonly createdAt: string;
        readonly expiresAt: string;
        readonly look: {
          readonly files: readonly {
            readonly name: string;
            readonly kind: 'table' | 'statement' | 'rates' | 'database' | 'export' | 'unknown' | 'unreadable';
            readonly format: string | null;
          }[];
          readonly mapping: string | null;
          readonly doubts: readonly string[];
          readonly tables: {
            readonly accounts: {
              readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
              readonly count: number;
            };
            readonly securities: {
              readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
              readonly count: number;
            };
            readonly transactions: {
              readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
              readonly count: number;
            };
            readonly holdings: {
              readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
              readonly count: number;
            };
            readonly balances: {
              readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
              readonly count: number;
            };
          };
          readonly quarantine: readonly {
            readonly table: string;
            readonly file: string;
            readonly line: number | null;
            readonly key: string | null;
            readonly column: string | null;
            readonly reason: string;
          }[];
          readonly quarantined: number;
          readonly refused: readonly string[];
          readonly unmapped: readonly string[];
          readonly again: { readonly run: string; readonly source: string; readonly at: string } | null;
          readonly failed: string | null;
          readonly source: string;
        } | null;
        readonly message: string | null;
        readonly source: string | null;
        readonly run: string | null;
      }[];
      readonly readyMappings: readonly string[];
    };
  };
  /** One delivery: what has come, what was recognised, its first rows, what is doubtful. Needs the right runs.start. */
  'GET /deliveries/{id}': {
    readonly params: { readonly id: string };
    readonly gives: {
      readonly id: string;
      readonly state: 'receiving' | 'looking' | 'looked' | 'refused' | 'taken';
      readonly files: readonly {
        readonly number: number;
        readonly name: string;
        readonly bytes: number;
        readonly received: number;
      }[];
      readonly createdAt: string;
      readonly expiresAt: string;
      readonly look: {
        readonly files: readonly {
          readonly name: string;
          readonly kind: 'table' | 'statement' | 'rates' | 'database' | 'export' | 'unknown' | 'unreadable';
          readonly format: string | null;
        }[];
        readonly mapping: string | null;
        readonly doubts: readonly string[];
        readonly tables: {
          readonly accounts: {
            readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
            readonly count: number;
          };
          readonly securities: {
            readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
            readonly count: number;
          };
          readonly transactions: {
            readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
            readonly count: number;
          };
          readonly holdings: {
            readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
            readonly count: number;
          };
          readonly balances: {
            readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
            readonly count: number;
          };
        };
        readonly quarantine: readonly {
          readonly table: string;
          readonly file: string;
          readonly line: number | null;
          readonly key: string | null;
          readonly column: string | null;
          readonly reason: string;
        }[];
        readonly quarantined: number;
        readonly refused: readonly string[];
        readonly unmapped: readonly string[];
        readonly again: { readonly run: string; readonly source: string; readonly at: string } | null;
        readonly failed: string | null;
        readonly source: string;
      } | null;
      readonly message: string | null;
      readonly source: string | null;
      readonly run: string | null;
    };
  };
  /** Every metric for one scope and period. Needs the right figures. */
  'GET /figures': {
    readonly query?: {
      readonly account?: string | readonly string[];
      readonly portfolio?: string;
      readonly client?: string;
      readonly advisor?: string;
      readonly from?: string;
      readonly to?: string;
      readonly today?: string;
    };
    readonly gives: Readonly<Record<string, string | number | null>>;
  };
  /** Who is signed in, and what the data reach. Needs the right ask. */
  'GET /me': {
    readonly gives: {
      readonly user: string;
      readonly name: string;
      readonly role: string;
      readonly rights: readonly string[];
      readonly today: string;
      readonly asOf: string | null;
      readonly examples: readonly string[];
    };
  };
  /** Everybody who may sign in, with role and grants. Needs the right people.manage. */
  'GET /people': {
    readonly gives: {
      readonly items: readonly {
        readonly user: string;
        readonly name: string;
        readonly role: string;
        readonly advisorId: string | null;
        readonly clientId: string | null;
        readonly disabled: boolean;
        readonly grants: readonly {
          readonly id: string;
          readonly user: string | null;
          readonly kind: string;
          readonly target: string;
          readonly givenBy: string;
          readonly delegated: boolean;
          readonly createdAt: string;
          readonly expiresAt: string | null;
        }[];
      }[];
    };
  };
  /** Everything that is held of a person. Needs the right people.manage. */
  'GET /people/{user}/data': {
    readonly params: { readonly user: string };
    readonly gives: {
      readonly user: string;
      readonly exportedAt: string;
      readonly person: Readonly<Record<string, unknown>> | null;
      readonly conversations: readonly Readonly<Record<string, unknown>>[];
      readonly answers: readonly Readonly<Record<string, unknown>>[];
      readonly audit: readonly {
        readonly sequence: number;
        readonly at: string;
        readonly kind: string;
        readonly person: string;
        readonly user: string | null;
        readonly about: readonly (string | null)[];
        readonly details: Readonly<Record<string, unknown>> | null;
      }[];
    };
  };
  /** The portfolios in view. Needs the right ask. */
  'GET /portfolios': {
    readonly gives: {
      readonly items: readonly {
        readonly id: string;
        readonly name: string;
        readonly clientId: string;
        readonly currency: string;
        readonly accounts: number;
      }[];
    };
  };
  /** The last runs, the newest first. Needs the right runs.read. */
  'GET /runs': {
    readonly gives: {
      readonly items: readonly {
        readonly run: string;
        readonly source: string;
        readonly startedAt: string;
        readonly finishedAt: string | null;
        readonly status: string;
        readonly asOf: string | null;
        readonly report: Readonly<Record<string, unknown>> | null;
        readonly message: string | null;
      }[];
    };
  };
  /** What is being taken in now, how far it is, and what waits. Needs the right runs.read. */
  'GET /runs/under-way': {
    readonly gives: {
      readonly items: readonly {
        readonly source: string;
        readonly since: string;
        readonly progress: {
          readonly step: string;
          readonly subject: string;
          readonly done: number;
          readonly total: number | null;
        } | null;
      }[];
    };
  };
  /** One run. Needs the right runs.read. */
  'GET /runs/{id}': {
    readonly params: { readonly id: string };
    readonly gives: {
      readonly run: string;
      readonly source: string;
      readonly startedAt: string;
      readonly finishedAt: string | null;
      readonly status: string;
      readonly asOf: string | null;
      readonly report: Readonly<Record<string, unknown>> | null;
      readonly message: string | null;
    };
  };
  /** The rows that the findings of a run speak of, a page at a time. Needs the right runs.read. */
  'GET /runs/{id}/findings': {
    readonly params: { readonly id: string };
    readonly query?: { readonly after?: string };
    readonly gives: {
      readonly items: readonly {
        readonly run: string;
        readonly code: string;
        readonly severity: string;
        readonly account: string | null;
        readonly security: string | null;
        readonly symbol: string | null;
        readonly from: string | null;
        readonly to: string | null;
        readonly occurrences: number;
        readonly detail: string | null;
        readonly cause: string | null;
        readonly source: string | null;
        readonly table: string | null;
        readonly file: string | null;
        readonly line: number | null;
        readonly key: string | null;
      }[];
      readonly next: number | null;
    };
  };
  /** The rows that a run set aside, a page at a time. Needs the right runs.read. */
  'GET /runs/{id}/quarantine': {
    readonly params: { readonly id: string };
    readonly query?: { readonly after?: string };
    readonly gives: {
      readonly items: readonly {
        readonly run: string;
        readonly source: string;
        readonly table: string;
        readonly file: string;
        readonly line: number | null;
        readonly key: string | null;
        readonly column: string | null;
        readonly reason: string;
      }[];
      readonly next: number | null;
    };
  };
  /** Your saved questions and what they last came to. Needs the right figures. */
  'GET /saved': {
    readonly gives: {
      readonly items: readonly {
        readonly id: string;
        readonly user: string;
        readonly title: string;
        readonly question: string;
        readonly scope: Readonly<Record<string, unknown>>;
        readonly plan: Readonly<Record<string, unknown>> | null;
        readonly watch: Readonly<Record<string, unknown>> | null;
        readonly channels: { readonly webhook: string | null; readonly email: string | null };
        readonly createdAt: string;
        readonly last: {
          readonly at: string;
          readonly state: string;
          readonly text: string;
          readonly toldAt: string | null;
        } | null;
      }[];
      readonly channels: { readonly webhook: boolean; readonly email: boolean };
    };
  };
  /** Where you are signed in. Needs the right ask. */
  'GET /sessions': {
    readonly gives: {
      readonly items: readonly {
        readonly id: string;
        readonly means: string;
        readonly since: string;
        readonly seenAt: string;
        readonly until: string;
      }[];
    };
  };
  /** The conversations that colleagues let you read, the newest first. Needs the right conversations.share. */
  'GET /shared-conversations': {
    readonly gives: {
      readonly items: readonly {
        readonly id: string;
        readonly by: { readonly user: string; readonly name: string };
        readonly title: string | null;
        readonly turns: number;
        readonly updatedAt: string;
      }[];
    };
  };
  /** The turns of a colleague’s conversation, the oldest first; null where you may not see the accounts. Needs the right conversations.share. */
  'GET /shared-conversations/{id}': {
    readonly params: { readonly id: string };
    readonly gives: {
      readonly by: { readonly user: string; readonly name: string };
      readonly turns: readonly ({
        readonly question: string;
        readonly scope: Readonly<Record<string, unknown>>;
        readonly plan: Readonly<Record<string, unknown>> | null;
        readonly answer:
          | {
              readonly kind: 'answer';
              readonly id: string;
              readonly text: string;
              readonly engine: 'offline' | 'openai';
              readonly suggestions: readonly string[];
              readonly conversationId: string | null;
              readonly timings: { readonly understand: number; readonly run: number; readonly total: number };
              readonly plainText?: string;
              readonly interpretation: {
                readonly metrics: readonly string[];
                readonly by: readonly string[];
                readonly where: readonly string[];
                readonly period: {
                  readonly from: string | null;
                  readonly to: string;
                  readonly label: string;
                };
                readonly text: string;
              };
              readonly columns: readonly {
                readonly name: string;
                readonly label: string;
                readonly type: 'string' | 'integer' | 'number' | 'money' | 'percent' | 'date' | 'period';
                readonly currency?: string | null;
              }[];
              readonly rows: readonly (readonly (string | number | boolean | null)[])[];
              readonly chart: {
                readonly type:
                  | 'line'
                  | 'area'
                  | 'bar'
                  | 'stacked'
                  | 'donut'
                  | 'treemap'
                  | 'waterfall'
                  | 'histogram'
                  | 'scatter';
                readonly x: string;
                readonly y: readonly string[];
                readonly by?: string;
              } | null;
              readonly sql: string;
              readonly parameters: readonly (string | number | boolean | null)[];
              readonly plan: Readonly<Record<string, unknown>> | null;
              readonly freeQuery?: true;
              readonly cached: boolean;
              readonly asOf: string;
              readonly dataVersion: string;
              readonly caveats: readonly string[];
              readonly verified?: { readonly id: string; readonly by: string; readonly at: string };
            }
          | {
              readonly kind: 'clarification';
              readonly id: string;
              readonly text: string;
              readonly engine: 'offline' | 'openai';
              readonly suggestions: readonly string[];
              readonly conversationId: string | null;
              readonly timings: { readonly understand: number; readonly run: number; readonly total: number };
              readonly choices: readonly {
                readonly label: string;
                readonly question: string;
                readonly figure?: string;
              }[];
            }
          | {
              readonly kind: 'declined';
              readonly id: string;
              readonly text: string;
              readonly engine: 'offline' | 'openai';
              readonly suggestions: readonly string[];
              readonly conversationId: string | null;
              readonly timings: { readonly understand: number; readonly run: number; readonly total: number };
              readonly reason:
                'out_of_scope' | 'advice' | 'not_permitted' | 'no_data' | 'unsafe' | 'not_understood';
            }
          | {
              readonly kind: 'error';
              readonly id: string;
              readonly text: string;
              readonly engine: 'offline' | 'openai';
              readonly suggestions: readonly string[];
              readonly conversationId: string | null;
              readonly timings: { readonly understand: number; readonly run: number; readonly total: number };
              readonly code: string;
            };
        readonly at: string;
        readonly revises?: string;
      } | null)[];
    };
  };
  /** The registered sources and when each runs next. Needs the right runs.read. */
  'GET /sources': {
    readonly gives: {
      readonly items: readonly {
        readonly name: string;
        readonly address: string;
        readonly mapping: string | null;
        readonly mode: 'incremental' | null;
        readonly schedule: { readonly cron: string; readonly timeZone: string } | null;
        readonly watch: boolean;
        readonly paused: boolean;
        readonly hasSecret: boolean;
        readonly addedAt: string;
        readonly nextRunAt: string | null;
      }[];
    };
  };
  /** How the installation stands: store, records, queue, sources, custodians, disk, audit log and alarms. Needs the right runs.read. */
  'GET /status': {
    readonly gives: {
      readonly at: string;
      readonly version: string;
      readonly startedAt: string;
      readonly store: {
        readonly up: boolean;
        readonly dataVersion: string | null;
        readonly asOf: string | null;
        readonly publishedAt: string | null;
        readonly server: {
          readonly busy: number;
          readonly idle: number;
          readonly behindSeconds: number | null;
          readonly sizeBytes: number;
          readonly capacityBytes: number | null;
        } | null;
      };
      readonly records: { readonly up: boolean };
      readonly queue: {
        readonly up: boolean;
        readonly answerSeconds: number | null;
        readonly waiting: number;
        readonly running: number;
        readonly oldestSeconds: number;
        readonly setAside: number;
        readonly messages: number | null;
        readonly deadLetters: number | null;
      } | null;
      readonly certificateEndsAt: string | null;
      readonly sources: readonly {
        readonly name: string | null;
        readonly lastRun: string | null;
        readonly lastRunAt: string | null;
        readonly lastSuccessAt: string | null;
        readonly quarantinedShare: number;
        readonly overdueSeconds: number | null;
      }[];
      readonly custodians: readonly {
        readonly custodian: string;
        readonly name: string;
        readonly lastDay: string | null;
        readonly breaks: number;
        readonly sources: readonly string[];
      }[];
      readonly running: number;
      readonly quarantinedRows: number;
      readonly disk: {
        readonly freeBytes: number;
        readonly sizeBytes: number;
        readonly reserveBytes: number;
      };
      readonly memory: { readonly usedBytes: number; readonly limitBytes: number };
      readonly audit: {
        readonly whole: boolean | null;
        readonly entries: number;
        readonly lookedAt: string | null;
      };
      readonly model: {
        readonly host: string;
        readonly name: string;
        readonly day: string;
        readonly used: {
          readonly calls: number;
          readonly tokens: { readonly input: number; readonly output: number; readonly max: number | null };
          readonly money: {
            readonly used: string;
            readonly max: string | null;
            readonly currency: string;
          } | null;
        };
      } | null;
      readonly alarms:
        | readonly {
            readonly name: string;
            readonly severity: 'page' | 'ticket';
            readonly summary: string;
            readonly about: string | null;
            readonly since: string;
            readonly runbook: string;
          }[]
        | null;
    };
  };
  /** What the language model has taken of your budget today. Needs the right ask. */
  'GET /usage': {
    readonly gives: {
      readonly day: string;
      readonly model: { readonly host: string; readonly name: string } | null;
      readonly own: {
        readonly calls: number;
        readonly tokens: { readonly input: number; readonly output: number; readonly max: number | null };
        readonly money: {
          readonly used: string;
          readonly max: string | null;
          readonly currency: string;
        } | null;
      };
    };
  };
  /** What the language model has taken of everybody: today by person, and day by day. Needs the right installation.read. */
  'GET /usage/overview': {
    readonly gives: {
      readonly day: string;
      readonly model: { readonly host: string; readonly name: string } | null;
      readonly firm: {
        readonly calls: number;
        readonly tokens: { readonly input: number; readonly output: number; readonly max: number | null };
        readonly money: {
          readonly used: string;
          readonly max: string | null;
          readonly currency: string;
        } | null;
      };
      readonly people: readonly {
        readonly calls: number;
        readonly tokens: { readonly input: number; readonly output: number; readonly max: number | null };
        readonly money: {
          readonly used: string;
          readonly max: string | null;
          readonly currency: string;
        } | null;
        readonly user: string;
      }[];
      readonly days: readonly {
        readonly calls: number;
        readonly tokens: { readonly input: number; readonly output: number; readonly max: number | null };
        readonly money: {
          readonly used: string;
          readonly max: string | null;
          readonly currency: string;
        } | null;
        readonly day: string;
      }[];
    };
  };
  /** The verified questions, the newest first. Needs the right answers.verify. */
  'GET /verified': {
    readonly gives: {
      readonly items: readonly {
        readonly id: string;
        readonly question: string;
        readonly plan: Readonly<Record<string, unknown>>;
        readonly by: string;
        readonly byName: string;
        readonly at: string;
      }[];
    };
  };
  /** Figures, groups, values and periods that a question can be about. Needs the right ask. */
  'GET /vocabulary': {
    readonly gives: {
      readonly metrics: readonly {
        readonly name: string;
        readonly label: string;
        readonly description: string;
        readonly groups: readonly string[];
      }[];
      readonly dimensions: readonly {
        readonly name: string;
        readonly label: string;
        readonly kind: 'entity' | 'attribute' | 'time';
        readonly values: readonly string[];
      }[];
      readonly periods: readonly {
        readonly from: string | null;
        readonly to: string;
        readonly label: string;
        readonly pointInTime: boolean;
      }[];
    };
  };
  /** Rename a conversation. Needs the right ask. */
  'PATCH /conversations/{id}': {
    readonly params: { readonly id: string };
    readonly body: { readonly title: string };
    readonly gives: undefined;
  };
  /** Add the bytes that come behind Upload-Offset, as application/offset+octet-stream; what came of a part that breaks off is kept. Needs the right runs.start. */
  'PATCH /deliveries/{id}/files/{file}': {
    readonly params: { readonly id: string; readonly file: string };
    readonly gives: undefined;
  };
  /** Change a name, a role, or whether somebody may sign in. Needs the right people.manage. */
  'PATCH /people/{user}': {
    readonly params: { readonly user: string };
    readonly body: {
      readonly name?: string;
      readonly role?: 'firm' | 'advisor' | 'client' | 'operations' | 'auditor' | 'administrator';
      readonly advisorId?: string | null;
      readonly clientId?: string | null;
      readonly disabled?: boolean;
    };
    readonly gives: {
      readonly user: string;
      readonly name: string;
      readonly role: string;
      readonly advisorId: string | null;
      readonly clientId: string | null;
      readonly disabled: boolean;
      readonly grants: readonly {
        readonly id: string;
        readonly user: string | null;
        readonly kind: string;
        readonly target: string;
        readonly givenBy: string;
        readonly delegated: boolean;
        readonly createdAt: string;
        readonly expiresAt: string | null;
      }[];
    };
  };
  /** Change when a source is run by itself, pause it, or give it another password. Needs the right runs.start. */
  'PATCH /sources/{name}': {
    readonly params: { readonly name: string };
    readonly body: {
      readonly schedule?: { readonly cron: string; readonly timeZone?: string | null } | null;
      readonly watch?: boolean;
      readonly paused?: boolean;
      readonly secret?: string;
    };
    readonly gives: undefined;
  };
  /** Say whether an answer was good, and why not. Needs the right ask. */
  'POST /answers/{id}/feedback': {
    readonly params: { readonly id: string };
    readonly body: {
      readonly verdict: 'up' | 'down';
      readonly reason?:
        ('wrong_figure' | 'misunderstood' | 'incomplete' | 'unclear' | 'slow' | 'other') | null;
      readonly comment?: string;
    };
    readonly gives: undefined;
  };
  /** Make a key with which a program comes in the name of a person; the secret is given here alone. Needs the right keys.manage. */
  'POST /api-keys': {
    readonly body: {
      readonly user: string;
      readonly label: string;
      readonly rights: readonly (
        | 'ask'
        | 'figures'
        | 'conversations.share'
        | 'delegate'
        | 'runs.read'
        | 'runs.start'
        | 'people.manage'
        | 'keys.manage'
        | 'answers.verify'
        | 'audit.read'
        | 'installation.read'
      )[];
      readonly expiresAt: string;
    };
    readonly gives: {
      readonly key: {
        readonly id: string;
        readonly user: string;
        readonly label: string;
        readonly rights: readonly string[];
        readonly createdAt: string;
        readonly expiresAt: string;
        readonly lastUsedAt: string | null;
        readonly revokedAt: string | null;
      };
      readonly secret: string;
    };
  };
  /** Ask a question about the accounts in view. Needs the right ask. */
  'POST /ask': {
    readonly body: {
      readonly question: string;
      readonly scope?: {
        readonly accounts?: readonly string[];
        readonly portfolio?: string;
        readonly client?: string;
      };
      readonly conversationId?: string | null;
      readonly today?: string;
      readonly plan?: Readonly<Record<string, unknown>>;
      readonly revises?: string;
      readonly resumeAs?: string;
    };
    readonly gives:
      | {
          readonly kind: 'answer';
          readonly id: string;
          readonly text: string;
          readonly engine: 'offline' | 'openai';
          readonly suggestions: readonly string[];
          readonly conversationId: string | null;
          readonly timings: { readonly understand: number; readonly run: number; readonly total: number };
          readonly plainText?: string;
          readonly interpretation: {
            readonly metrics: readonly string[];
            readonly by: readonly string[];
            readonly where: readonly string[];
            readonly period: { readonly from: string | null; readonly to: string; readonly label: string };
            readonly text: string;
          };
          readonly columns: readonly {
            readonly name: string;
            readonly label: string;
            readonly type: 'string' | 'integer' | 'number' | 'money' | 'percent' | 'date' | 'period';
            readonly currency?: string | null;
          }[];
          readonly rows: readonly (readonly (string | number | boolean | null)[])[];
          readonly chart: {
            readonly type:
              | 'line'
              | 'area'
              | 'bar'
              | 'stacked'
              | 'donut'
              | 'treemap'
              | 'waterfall'
              | 'histogram'
              | 'scatter';
            readonly x: string;
            readonly y: readonly string[];
            readonly by?: string;
          } | null;
          readonly sql: string;
          readonly parameters: readonly (string | number | boolean | null)[];
          readonly plan: Readonly<Record<string, unknown>> | null;
          readonly freeQuery?: true;
          readonly cached: boolean;
          readonly asOf: string;
          readonly dataVersion: string;
          readonly caveats: readonly string[];
          readonly verified?: { readonly id: string; readonly by: string; readonly at: string };
        }
      | {
          readonly kind: 'clarification';
          readonly id: string;
          readonly text: string;
          readonly engine: 'offline' | 'openai';
          readonly suggestions: readonly string[];
          readonly conversationId: string | null;
          readonly timings: { readonly understand: number; readonly run: number; readonly total: number };
          readonly choices: readonly {
            readonly label: string;
            readonly question: string;
            readonly figure?: string;
          }[];
        }
      | {
          readonly kind: 'declined';
          readonly id: string;
          readonly text: string;
          readonly engine: 'offline' | 'openai';
          readonly suggestions: readonly string[];
          readonly conversationId: string | null;
          readonly timings: { readonly understand: number; readonly run: number; readonly total: number };
          readonly reason:
            'out_of_scope' | 'advice' | 'not_permitted' | 'no_data' | 'unsafe' | 'not_understood';
        }
      | {
          readonly kind: 'error';
          readonly id: string;
          readonly text: string;
          readonly engine: 'offline' | 'openai';
          readonly suggestions: readonly string[];
          readonly conversationId: string | null;
          readonly timings: { readonly understand: number; readonly run: number; readonly total: number };
          readonly code: string;
        };
  };
  /** Let a colleague read a conversation of yours, as far as he or she may see its accounts. Needs the right conversations.share. */
  'POST /conversations/{id}/shares': {
    readonly params: { readonly id: string };
    readonly body: { readonly user: string };
    readonly gives: undefined;
  };
  /** Make new keys and seal everything anew, while everybody goes on working. Needs the right keys.manage. */
  'POST /data-keys/rotation': {
    readonly gives: { readonly values: number; readonly master: 'renewed' | 'kept' };
  };
  /** Offer accounts of your own to whoever takes the code, once. Needs the right delegate. */
  'POST /delegations': {
    readonly body: {
      readonly kind: 'account' | 'portfolio' | 'client' | 'book';
      readonly target: string;
      readonly expiresAt: string | null;
    };
    readonly gives: {
      readonly grant: {
        readonly id: string;
        readonly user: string | null;
        readonly kind: string;
        readonly target: string;
        readonly givenBy: string;
        readonly delegated: boolean;
        readonly createdAt: string;
        readonly expiresAt: string | null;
      };
      readonly code: string;
    };
  };
  /** Take the code of a delegation. Needs the right ask. */
  'POST /delegations/accept': {
    readonly body: { readonly code: string };
    readonly gives: {
      readonly id: string;
      readonly user: string | null;
      readonly kind: string;
      readonly target: string;
      readonly givenBy: string;
      readonly delegated: boolean;
      readonly createdAt: string;
      readonly expiresAt: string | null;
    };
  };
  /** Announce a file by tus 1.0: Upload-Length, and in Upload-Metadata its filename and, where it belongs to one, the delivery; Location says where its bytes go. Needs the right runs.start. */
  'POST /deliveries': {
    readonly gives: {
      readonly id: string;
      readonly state: 'receiving' | 'looking' | 'looked' | 'refused' | 'taken';
      readonly files: readonly {
        readonly number: number;
        readonly name: string;
        readonly bytes: number;
        readonly received: number;
      }[];
      readonly createdAt: string;
      readonly expiresAt: string;
      readonly look: {
        readonly files: readonly {
          readonly name: string;
          readonly kind: 'table' | 'statement' | 'rates' | 'database' | 'export' | 'unknown' | 'unreadable';
          readonly format: string | null;
        }[];
        readonly mapping: string | null;
        readonly doubts: readonly string[];
        readonly tables: {
          readonly accounts: {
            readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
            readonly count: number;
          };
          readonly securities: {
            readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
            readonly count: number;
          };
          readonly transactions: {
            readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
            readonly count: number;
          };
          readonly holdings: {
            readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
            readonly count: number;
          };
          readonly balances: {
            readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
            readonly count: number;
          };
        };
        readonly quarantine: readonly {
          readonly table: string;
          readonly file: string;
          readonly line: number | null;
          readonly key: string | null;
          readonly column: string | null;
          readonly reason: string;
        }[];
        readonly quarantined: number;
        readonly refused: readonly string[];
        readonly unmapped: readonly string[];
        readonly again: { readonly run: string; readonly source: string; readonly at: string } | null;
        readonly failed: string | null;
        readonly source: string;
      } | null;
      readonly message: string | null;
      readonly source: string | null;
      readonly run: string | null;
    };
  };
  /** Take it in: the delivery becomes a run of the source that is named, or of the proposed one. Needs the right runs.start. */
  'POST /deliveries/{id}/confirm': {
    readonly params: { readonly id: string };
    readonly body: { readonly source?: string | null; readonly mode?: ('full' | 'incremental') | null };
    readonly gives: {
      readonly id: string;
      readonly state: 'receiving' | 'looking' | 'looked' | 'refused' | 'taken';
      readonly files: readonly {
        readonly number: number;
        readonly name: string;
        readonly bytes: number;
        readonly received: number;
      }[];
      readonly createdAt: string;
      readonly expiresAt: string;
      readonly look: {
        readonly files: readonly {
          readonly name: string;
          readonly kind: 'table' | 'statement' | 'rates' | 'database' | 'export' | 'unknown' | 'unreadable';
          readonly format: string | null;
        }[];
        readonly mapping: string | null;
        readonly doubts: readonly string[];
        readonly tables: {
          readonly accounts: {
            readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
            readonly count: number;
          };
          readonly securities: {
            readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
            readonly count: number;
          };
          readonly transactions: {
            readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
            readonly count: number;
          };
          readonly holdings: {
            readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
            readonly count: number;
          };
          readonly balances: {
            readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
            readonly count: number;
          };
        };
        readonly quarantine: readonly {
          readonly table: string;
          readonly file: string;
          readonly line: number | null;
          readonly key: string | null;
          readonly column: string | null;
          readonly reason: string;
        }[];
        readonly quarantined: number;
        readonly refused: readonly string[];
        readonly unmapped: readonly string[];
        readonly again: { readonly run: string; readonly source: string; readonly at: string } | null;
        readonly failed: string | null;
        readonly source: string;
      } | null;
      readonly message: string | null;
      readonly source: string | null;
      readonly run: string | null;
    };
  };
  /** Begin to look at what has come, by the mapping that fits or by one that is named (a ready one's name, YAML, or empty for none); the state says when it is done. Needs the right runs.start. */
  'POST /deliveries/{id}/look': {
    readonly params: { readonly id: string };
    readonly body: { readonly mapping?: string | null };
    readonly gives: {
      readonly id: string;
      readonly state: 'receiving' | 'looking' | 'looked' | 'refused' | 'taken';
      readonly files: readonly {
        readonly number: number;
        readonly name: string;
        readonly bytes: number;
        readonly received: number;
      }[];
      readonly createdAt: string;
      readonly expiresAt: string;
      readonly look: {
        readonly files: readonly {
          readonly name: string;
          readonly kind: 'table' | 'statement' | 'rates' | 'database' | 'export' | 'unknown' | 'unreadable';
          readonly format: string | null;
        }[];
        readonly mapping: string | null;
        readonly doubts: readonly string[];
        readonly tables: {
          readonly accounts: {
            readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
            readonly count: number;
          };
          readonly securities: {
            readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
            readonly count: number;
          };
          readonly transactions: {
            readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
            readonly count: number;
          };
          readonly holdings: {
            readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
            readonly count: number;
          };
          readonly balances: {
            readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
            readonly count: number;
          };
        };
        readonly quarantine: readonly {
          readonly table: string;
          readonly file: string;
          readonly line: number | null;
          readonly key: string | null;
          readonly column: string | null;
          readonly reason: string;
        }[];
        readonly quarantined: number;
        readonly refused: readonly string[];
        readonly unmapped: readonly string[];
        readonly again: { readonly run: string; readonly source: string; readonly at: string } | null;
        readonly failed: string | null;
        readonly source: string;
      } | null;
      readonly message: string | null;
      readonly source: string | null;
      readonly run: string | null;
    };
  };
  /** Let somebody see accounts besides those of the role. Needs the right people.manage. */
  'POST /grants': {
    readonly body: {
      readonly kind: 'account' | 'portfolio' | 'client' | 'book';
      readonly target: string;
      readonly expiresAt: string | null;
      readonly user: string;
    };
    readonly gives: {
      readonly id: string;
      readonly user: string | null;
      readonly kind: string;
      readonly target: string;
      readonly givenBy: string;
      readonly delegated: boolean;
      readonly createdAt: string;
      readonly expiresAt: string | null;
    };
  };
  /** Add people, or bring those that are there up to date, all or none. Needs the right people.manage. */
  'POST /people': {
    readonly body: {
      readonly items: readonly {
        readonly user: string;
        readonly name: string;
        readonly role: 'firm' | 'advisor' | 'client' | 'operations' | 'auditor' | 'administrator';
        readonly advisorId: string | null;
        readonly clientId: string | null;
      }[];
    };
    readonly gives: { readonly added: number; readonly changed: number };
  };
  /** An address at which somebody sets a password, once. Needs the right people.manage. */
  'POST /people/{user}/invitation': {
    readonly params: { readonly user: string };
    readonly gives: { readonly address: string; readonly expiresAt: string };
  };
  /** Take in once more what a run took in. Needs the right runs.start. */
  'POST /runs/{id}/repeat': {
    readonly params: { readonly id: string };
    readonly gives: undefined;
  };
  /** Save a question; `words` reads an alert such as “tell me when cash is above 5 %”. Needs the right figures. */
  'POST /saved': {
    readonly body: {
      readonly title: string;
      readonly question?: string;
      readonly scope?: {
        readonly accounts?: readonly string[];
        readonly portfolio?: string;
        readonly client?: string;
      };
      readonly plan?: Readonly<Record<string, unknown>> | null;
      readonly every?: ('publish' | 'day' | 'week' | 'month') | null;
      readonly words?: string | null;
      readonly webhook?: string | null;
      readonly email?: string | null;
    };
    readonly gives: {
      readonly id: string;
      readonly user: string;
      readonly title: string;
      readonly question: string;
      readonly scope: Readonly<Record<string, unknown>>;
      readonly plan: Readonly<Record<string, unknown>> | null;
      readonly watch: Readonly<Record<string, unknown>> | null;
      readonly channels: { readonly webhook: string | null; readonly email: string | null };
      readonly createdAt: string;
      readonly last: {
        readonly at: string;
        readonly state: string;
        readonly text: string;
        readonly toldAt: string | null;
      } | null;
    };
  };
  /** End this session. Needs the right ask. */
  'POST /signout': {
    readonly gives: undefined;
  };
  /** Begin to take a source in; /api/v1/runs/under-way says how far it is. Needs the right runs.start. */
  'POST /sources/{name}/runs': {
    readonly params: { readonly name: string };
    readonly body: { readonly full?: boolean };
    readonly gives: undefined;
  };
  /** Run a read-only query over the accounts in view. Needs the right figures. */
  'POST /sql': {
    readonly body: {
      readonly sql: string;
      readonly accounts?: readonly string[];
      readonly currency?: string;
      readonly explain?: boolean;
    };
    readonly gives: {
      readonly columns: readonly {
        readonly name: string;
        readonly label: string;
        readonly type: 'string' | 'integer' | 'number' | 'money' | 'percent' | 'date' | 'period';
        readonly currency?: string | null;
      }[];
      readonly rows: readonly (readonly (string | number | boolean | null)[])[];
      readonly cut: boolean;
      readonly cost: {
        readonly relations: readonly { readonly name: string; readonly rowsInReach: number }[];
        readonly milliseconds: number;
      };
    };
  };
  /** Verify an answer; `plan` corrects what its question means. Needs the right answers.verify. */
  'POST /verified': {
    readonly body: { readonly answer: string; readonly plan?: Readonly<Record<string, unknown>> };
    readonly gives: {
      readonly id: string;
      readonly question: string;
      readonly plan: Readonly<Record<string, unknown>>;
      readonly by: string;
      readonly byName: string;
      readonly at: string;
    };
  };
}
