import type {
  AccountInView,
  ClientInView,
  ConversationSummary,
  FeedbackBody,
  Me,
  PortfolioInView,
  SavedBody,
} from '../../src/api/contract.ts';
import type { Completion, OfferedVocabulary } from '../../src/vocabulary/offer.ts';
import type { Turn } from '../../src/vocabulary/conversation.ts';
import type { SavedQuestion } from '../../src/vocabulary/saved-question.ts';
import type { Explanation } from '../../src/vocabulary/explanation.ts';
import { withCredential } from './credential.ts';
import { LOCALE } from '../strings.ts';
import { fromDocument, isAbort, offline, unreadable } from './problem.ts';

const BASE = '/api/v1';

export interface View {
  readonly accounts: readonly AccountInView[];
  readonly portfolios: readonly PortfolioInView[];
  readonly clients: readonly ClientInView[];
}

/** Sends a request to the page's own server, below `base`. Throws a PageProblem, or the AbortError of `signal`. */
export async function request(path: string, init: RequestInit = {}, base = BASE): Promise<Response> {
  let response: Response;
  try {
    const headers = new Headers(init.headers);
    headers.set('accept-language', LOCALE);
    response = await fetch(`${base}${path}`, {
      credentials: withCredential(headers),
      cache: 'no-store',
      ...init,
      headers,
    });
  } catch (thrown) {
    throw isAbort(thrown) ? thrown : offline();
  }
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => null);
  throw fromDocument(body, response.status, response.headers);
}

/** Like `request`, with a JSON body sent. */
export function send(
  method: string,
  path: string,
  body: unknown,
  { headers = {}, signal = null }: { headers?: Record<string, string>; signal?: AbortSignal | null } = {},
): Promise<Response> {
  return request(path, {
    method,
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: JSON.stringify(body),
    signal,
  });
}

export async function read<T>(path: string): Promise<T> {
  const response = await request(path, { headers: { accept: 'application/json' } });
  try {
    return (await response.json()) as T;
  } catch {
    throw unreadable();
  }
}

export async function readItems<T>(path: string): Promise<readonly T[]> {
  return (await read<{ items: readonly T[] }>(path)).items;
}

export function fetchMe(): Promise<Me> {
  return read<Me>('/me');
}

/** Everything that the asker may pick. */
export async function fetchView(): Promise<View> {
  const [accounts, portfolios, clients] = await Promise.all([
    readItems<AccountInView>('/accounts'),
    readItems<PortfolioInView>('/portfolios'),
    readItems<ClientInView>('/clients'),
  ]);
  return { accounts, portfolios, clients };
}

export function fetchVocabulary(): Promise<OfferedVocabulary> {
  return read<OfferedVocabulary>('/vocabulary');
}

export async function fetchCompletions(text: string, signal: AbortSignal): Promise<readonly Completion[]> {
  const response = await request(`/completions?text=${encodeURIComponent(text)}`, { signal });
  return ((await response.json()) as { items: readonly Completion[] }).items;
}

export function fetchConversations(): Promise<readonly ConversationSummary[]> {
  return readItems<ConversationSummary>('/conversations');
}

/** The turns of one conversation, oldest first. */
export async function fetchTurns(id: string): Promise<readonly Turn[]> {
  return (await read<{ turns: readonly Turn[] }>(`/conversations/${encodeURIComponent(id)}`)).turns;
}

export async function renameConversation(id: string, title: string): Promise<void> {
  await send('PATCH', `/conversations/${encodeURIComponent(id)}`, { title });
}

export async function deleteConversation(id: string): Promise<void> {
  await request(`/conversations/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

export async function sendFeedback(answerId: string, body: FeedbackBody): Promise<void> {
  await send('POST', `/answers/${encodeURIComponent(answerId)}/feedback`, body);
}

/** Settles what the question of an answer means, for all who ask it. */
export async function verifyAnswer(answerId: string): Promise<void> {
  await send('POST', '/verified', { answer: answerId });
}

/** How an answer came about, down to the deliveries behind its figures. */
export function fetchExplanation(answerId: string): Promise<Explanation> {
  return read<Explanation>(`/answers/${encodeURIComponent(answerId)}`);
}

export interface Board {
  readonly items: readonly SavedQuestion[];
  /** The ways in which word can be sent. */
  readonly channels: { readonly webhook: boolean; readonly email: boolean };
}

export function fetchBoard(): Promise<Board> {
  return read<Board>('/saved');
}

export async function saveQuestion(body: SavedBody): Promise<void> {
  await send('POST', '/saved', body);
}

export async function removeSaved(id: string): Promise<void> {
  await request(`/saved/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

export async function signOut(): Promise<void> {
  await send('POST', '/signout', {});
}
