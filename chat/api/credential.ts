/** What the page shows the server that it asks as; null: the browser's own session. Kept in memory and nowhere else. */
let bearer: string | null = null;

export function setBearer(token: string | null): void {
  bearer = token;
}

/** Adds the credential to a request's headers, and says whether cookies go along. */
export function withCredential(headers: Headers): RequestCredentials {
  if (bearer === null) return 'same-origin';
  headers.set('authorization', `Bearer ${bearer}`);
  return 'omit';
}
