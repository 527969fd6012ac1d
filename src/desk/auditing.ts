import { createHash } from 'node:crypto';
import type { ApiParts } from '../api/parts.ts';
import { type AnswerTrace, type PackedTrace, packTrace } from '../state/answers.ts';
import type { AuditLog } from '../state/audit/log.ts';
import type { KeptConversations } from '../state/conversations.ts';
import type { Sessions } from '../state/sessions.ts';
import type { Sources } from '../state/sources.ts';
import type { Answer } from '../vocabulary/answer.ts';
import type { Audit, AuditDetails, AuditEvent, AuditKind } from '../vocabulary/audit.ts';
import type { ComputeFigures } from '../vocabulary/figures.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { MadeOnce } from '../vocabulary/made-once.ts';
import type { PeopleDesk } from '../vocabulary/person.ts';
import { asProblem } from '../vocabulary/problem.ts';
import type { Ask, Question } from '../vocabulary/question.ts';
import type { Cell } from '../vocabulary/rows.ts';
import type { Refresh } from '../vocabulary/run.ts';
import type { AccountSet } from '../vocabulary/scope.ts';
import { OWNER } from './actors.ts';
import type { SourceDesk } from './sources.ts';
import type { RunSql } from './run-sql.ts';

/**
 * Each of these does what it wraps and then writes to the audit log what was asked and what came of it. Nothing is
 * shown before that is written: without a log there is no answer.
 */
export function auditedAsk(ask: Ask, audit: Audit): Ask {
  return async (question, onStage, stop) => {
    const answer = await ask(question, onStage, stop);
    await audit(askedEvent(question, answer));
    return answer;
  };
}

/** Besides, it keeps every answer with how it came about, in one with its entry. */
export function keptAsk(ask: Ask, log: Pick<AuditLog, 'append'>, now: () => Date): Ask {
  return async (question, onStage, stop) => {
    const answer = await ask(question, onStage, stop);
    const { actor } = question;
    const kept = (): PackedTrace => packTrace(actor.user, now().toISOString(), traceOf(question, answer));
    await log.append(askedEvent(question, answer), stop?.aborted === true ? undefined : kept());
    return answer;
  };
}

function askedEvent(question: Question, answer: Answer): AuditEvent {
  const { text, actor, scope, today, engine, conversationId } = question;
  return {
    kind: 'ask',
    user: actor.user,
    details: {
      question: text,
      role: actor.role,
      scope,
      today,
      engine,
      conversationId,
      accounts: accountsIn(actor.accounts),
      ...answered(answer),
    },
    ...(answer.kind === 'answer' ? { lasting: shownIn(answer) } : {}),
  };
}

function traceOf({ text, scope, today, actor }: Question, answer: Answer): AnswerTrace {
  return {
    question: text,
    scope,
    today,
    answer,
    reach: actor.accounts,
    ...(answer.kind === 'answer' ? { rowsSha256: digestOfRows(answer.rows) } : {}),
  };
}

export function auditedFigures(figures: ComputeFigures, audit: Audit): ComputeFigures {
  return (request) => {
    const { actor, scope, from, to, today } = request;
    const asked = { role: actor.role, scope, from, to, today, accounts: accountsIn(actor.accounts) };
    return logged(
      () => figures(request),
      (found) => ({ shown: found }),
      { kind: 'figures', user: actor.user, asked },
      audit,
    );
  };
}

export function auditedSql(runSql: RunSql, audit: Audit): RunSql {
  return (actor, request) =>
    logged(
      () => runSql(actor, request),
      ({ columns, rows, cut }) => ({
        shown: { columns: columns.map(({ name }) => name), cut, ...table(rows) },
      }),
      {
        kind: 'sql',
        user: actor.user,
        asked: { ...request, role: actor.role, inView: accountsIn(actor.accounts) },
      },
      audit,
    );
}

/** Reading what was answered before shows figures again. */
export function auditedReading<A extends { readonly user: string }, T>(
  read: (asker: A, id: string) => Promise<T>,
  kind: AuditKind,
  audit: Audit,
): (asker: A, id: string) => Promise<T> {
  return (asker, id) =>
    logged(
      () => read(asker, id),
      () => ({}),
      { kind, user: asker.user, asked: { id } },
      audit,
    );
}

export function auditedSessions(sessions: Sessions, audit: Audit): Sessions {
  return {
    ...sessions,
    invite: async (user) => {
      const secret = await sessions.invite(user);
      await audit({ kind: 'people', user: null, about: [user], details: { verb: 'invite' } });
      return secret;
    },
    open: async (link) => {
      const opened = await sessions.open(link);
      if (opened) await audit({ kind: 'sign_in', user: opened.user, details: { by: 'link' } });
      return opened;
    },
    begin: async (signedIn) => {
      const secret = await sessions.begin(signedIn);
      await audit({ kind: 'sign_in', user: signedIn.user, details: { by: signedIn.means } });
      return secret;
    },
    endOne: async (user, id) => {
      const ended = await sessions.endOne(user, id);
      if (ended) await audit({ kind: 'sign_out', user, details: { session: id } });
      return ended;
    },
    endAll: async (user) => {
      await sessions.endAll(user);
      await audit({ kind: 'sign_out', user, details: { everywhere: true } });
    },
    end: async (secret) => {
      const user = await sessions.userOf(secret);
      await sessions.end(secret);
      if (user !== null) await audit({ kind: 'sign_out', user, details: {} });
    },
  };
}

export function auditedExport(
  exportAnswer: ApiParts['exportAnswer'],
  audit: Audit,
): ApiParts['exportAnswer'] {
  return (actor, id, format, locale) =>
    logged(
      () => exportAnswer(actor, id, format, locale),
      ({ bytes }) => ({ bytes: bytes.length }),
      { kind: 'export', user: actor.user, asked: { what: 'answer', id, format, locale } },
      audit,
    );
}

/** A kept dialogue shows figures again to whoever opens it. */
export function auditedConversations(conversations: KeptConversations, audit: Audit): KeptConversations {
  return {
    ...conversations,
    turns: async (user, id) => {
      const turns = await conversations.turns(user, id);
      const answers = turns.map(({ answer }) => answer.id);
      await audit({ kind: 'conversation', user, details: { id, answers } });
      return turns;
    },
  };
}

const ofSource = (asked: AuditDetails): Asked => ({ kind: 'source', user: OWNER, asked });

/** Where data come from: what is added and removed, without its secret. */
export function auditedSources(
  sources: Sources,
  sourceDesk: SourceDesk,
  audit: Audit,
): { readonly sources: Sources; readonly sourceDesk: SourceDesk } {
  return {
    sources: {
      ...sources,
      remove: (name) =>
        logged(
          () => sources.remove(name),
          () => ({}),
          ofSource({ verb: 'remove', name }),
          audit,
        ),
    },
    sourceDesk: {
      ...sourceDesk,
      add: (source, check) => {
        const { name, mapping, mode, secret } = source;
        const asked = { verb: 'add', name, mapping: mapping !== null, mode, secret: secret !== null };
        return logged(
          () => sourceDesk.add(source, check),
          () => ({}),
          ofSource(asked),
          audit,
        );
      },
    },
  };
}

export function auditedRefresh(refresh: Refresh, audit: Audit): Refresh {
  return async (request, onProgress, stop) => {
    const report = await refresh(request, onProgress, stop);
    const { run, status, dataVersion, seconds, accounts } = report;
    await audit({
      kind: 'run',
      user: null,
      details: { source: request.source, mode: request.mode, run, status, dataVersion, seconds, accounts },
    });
    return report;
  };
}

/** Who may see what: every change, with whom it is about. Looking at the list is not one. */
export function auditedPeople(desk: PeopleDesk, audit: Audit): PeopleDesk {
  const changing =
    <A, T>(
      verb: string,
      change: (actor: Parameters<PeopleDesk['list']>[0], argument: A) => Promise<T>,
      about: (argument: A) => { readonly about: readonly string[]; readonly asked: AuditDetails },
    ): ((actor: Parameters<PeopleDesk['list']>[0], argument: A) => Promise<T>) =>
    (actor, argument) => {
      const { about: users, asked } = about(argument);
      return logged(
        () => change(actor, argument),
        () => ({}),
        { kind: 'people', user: actor.user, asked: { verb, ...asked }, about: users },
        audit,
      );
    };
  return {
    ...desk,
    import: changing('import', desk.import, (rows) => ({
      about: rows.map(({ user }) => user),
      asked: { roles: rows.map(({ role }) => role).slice(0, LIMITS.audit_rows_shown_max) },
    })),
    add: changing('add', desk.add, ({ user, role, advisorId, clientId }) => ({
      about: [user],
      asked: { role, advisorId, clientId },
    })),
    change: changing('change', desk.change, ({ user, name, ...change }) => ({
      about: [user],
      asked: { ...change, named: name !== undefined },
    })),
    remove: changing('remove', desk.remove, ({ user }) => ({ about: [user], asked: {} })),
    invite: changing('invite', desk.invite, ({ user }) => ({ about: [user], asked: {} })),
    unlink: changing('unlink', desk.unlink, ({ user }) => ({ about: [user], asked: {} })),
    resetFactors: changing('reset_factors', desk.resetFactors, ({ user }) => ({ about: [user], asked: {} })),
    grant: changing('grant', desk.grant, ({ user, ...grant }) => ({ about: [user], asked: grant })),
    revoke: changing('revoke', desk.revoke, (grant) => ({ about: [], asked: { ...grant } })),
  };
}

interface Asked {
  readonly kind: AuditKind;
  readonly user: string;
  readonly asked: AuditDetails;
  readonly about?: readonly string[];
}

/** Logs what came of it, a refusal as well. */
export async function logged<T>(
  work: () => Promise<T>,
  came: (result: T) => AuditDetails,
  { asked, ...event }: Asked,
  audit: Audit,
): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await audit({ ...event, details: { ...asked, problem: asProblem(error).code } });
    throw error;
  }
  await audit({ ...event, details: { ...asked, ...came(result) } });
  return result;
}

function answered(answer: Answer): AuditDetails {
  const { id, kind, text, engine } = answer;
  if (answer.kind !== 'answer') {
    const why =
      answer.kind === 'declined' ? answer.reason : answer.kind === 'error' ? answer.code : undefined;
    return { answer: id, outcome: kind, answeredBy: engine, reason: why, shown: { text } };
  }
  return { answer: id, outcome: kind, answeredBy: engine, cached: answer.cached };
}

const SHOWN = new MadeOnce<AuditDetails>();

/** What an answer shows and rests on, as one object for all answers that show the same from memory. */
function shownIn(answer: Extract<Answer, { kind: 'answer' }>): AuditDetails {
  const { text, plan, freeQuery, sql, parameters, dataVersion, asOf, columns, rows, caveats } = answer;
  const parts = [text, plan, freeQuery, sql, parameters, dataVersion, asOf, columns, ...caveats];
  return SHOWN.of(rows, parts, () => ({
    plan,
    ...(freeQuery ? { freeQuery } : {}),
    sql,
    parameters,
    dataVersion,
    asOf,
    shown: { text, caveats, columns: columns.map(({ name }) => name), ...table(rows) },
  }));
}

/** The first rows as they were shown, and the digest of all of them. */
function table(rows: readonly (readonly Cell[])[]): AuditDetails {
  return { count: rows.length, rows: rows.slice(0, LIMITS.audit_rows_shown_max), sha256: digestOfRows(rows) };
}

/** Rows that are shown again and again are the same list, which nobody changes. */
const DIGESTS = new WeakMap<object, string>();

/** SHA-256 of rows, hexadecimal: whether two tables are the same to the last character. */
export function digestOfRows(rows: readonly (readonly Cell[])[]): string {
  const digest = DIGESTS.get(rows) ?? createHash('sha256').update(JSON.stringify(rows)).digest('hex');
  DIGESTS.set(rows, digest);
  return digest;
}

/** The accounts in view; of very many only their number and a digest of the list. */
function accountsIn(accounts: AccountSet): unknown {
  if (accounts === 'all' || accounts.length <= LIMITS.audit_rows_shown_max) return accounts;
  return MANY.of(accounts, [], () => {
    const sha256 = createHash('sha256').update(JSON.stringify(accounts.toSorted())).digest('hex');
    return { count: accounts.length, sha256 };
  });
}

const MANY = new MadeOnce<AuditDetails>();
