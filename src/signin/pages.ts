import { LIMITS } from '../vocabulary/limits.ts';
import type { OpenSession } from '../vocabulary/sign-in.ts';
import { type Html, html } from './html.ts';

/** Everything that these pages say. They hold no script: the policy of the whole server allows none inline. */

interface Frame {
  readonly title: string;
  /** Goes on there by itself. */
  readonly to?: string;
  readonly wide?: boolean;
}

function page({ title, to, wide }: Frame, content: Html): string {
  const refresh = to === undefined ? null : html`<meta http-equiv="refresh" content="0; url=${to}" />`;
  return `<!doctype html>${
    html`<html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${refresh}
        <title>${title} · Askfolio</title>
        <link rel="stylesheet" href="/signin/style.css" />
      </head>
      <body>
        <main class="${wide ? 'wide' : 'card'}">
          <p class="brand">Askfolio</p>
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html>`.text
  }`;
}

const alert = (text: string | null): Html | null =>
  text === null ? null : html`<p class="alert" role="alert">${text}</p>`;

/** One sentence, and perhaps the way on, which the page takes by itself. */
export function notePage(sentence: string, to: string | null = null): string {
  const on = to === null ? null : html` <a href="${to}">Go on</a>`;
  return page(
    { title: to === null ? 'Signing in' : 'One moment', ...(to === null ? {} : { to }) },
    html`<p>${sentence}${on}</p>`,
  );
}

export function errorPage(sentence: string): string {
  return page(
    { title: 'This did not work' },
    html`<p class="alert" role="alert">${sentence}</p>
      <p><a href="/signin">Begin again</a></p>`,
  );
}

export interface LoginForm {
  /** Where the form goes. */
  readonly action: string;
  readonly user: string;
  readonly trouble: string | null;
  /** The name of another issuer that people can sign in with. */
  readonly other: string | null;
}

export function loginPage({ action, user, trouble, other }: LoginForm): string {
  return page(
    { title: 'Sign in' },
    html`${alert(trouble)}
      <form method="post" action="${action}">
        <label for="user">User</label>
        <input
          id="user"
          name="user"
          value="${user}"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          required
          maxlength="100"
          autofocus
        />
        <label for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          maxlength="${LIMITS.password_chars_max}"
        />
        <button type="submit">Sign in</button>
      </form>
      ${other === null ? null : html`<p class="muted"><a href="/signin?with=issuer">Sign in with ${other}</a></p>`}
      <p class="muted">
        No password yet? Whoever looks after this installation makes a link that sets one:
        <code>askfolio users invite</code>
      </p>`,
  );
}

export interface PasswordForm {
  readonly link: string;
  readonly user: string;
  readonly trouble: string | null;
  /** The name of another issuer that can take the place of a password. */
  readonly other: string | null;
  readonly byPassword: boolean;
}

export function setPasswordPage({ link, user, trouble, other, byPassword }: PasswordForm): string {
  const form = html`<p>
      For <strong>${user}</strong>. It needs ${LIMITS.password_chars_min} characters at the least; several
      words are best.
    </p>
    <form method="post" action="/signin/password">
      <input type="hidden" name="link" value="${link}" />
      <input type="text" name="user" value="${user}" autocomplete="username" hidden />
      ${twice()}
      <button type="submit">Set the password</button>
    </form>`;
  const by =
    other === null
      ? null
      : html`<p>
          <a href="/signin?with=issuer&invitation=${encodeURIComponent(link)}">Sign in with ${other}</a> as
          <strong>${user}</strong> from now on.
        </p>`;
  const title = byPassword ? 'Choose a password' : 'An invitation';
  return page({ title }, html`${alert(trouble)} ${byPassword ? form : null} ${by}`);
}

const twice = (): Html =>
  html`<label for="password">New password</label>
    <input
      id="password"
      name="password"
      type="password"
      autocomplete="new-password"
      required
      minlength="${LIMITS.password_chars_min}"
      maxlength="${LIMITS.password_chars_max}"
    />
    <label for="again">The same again</label>
    <input
      id="again"
      name="again"
      type="password"
      autocomplete="new-password"
      required
      maxlength="${LIMITS.password_chars_max}"
    />`;

export interface AccountView {
  readonly name: string;
  readonly hasPassword: boolean;
  readonly sessions: readonly OpenSession[];
  readonly trouble: string | null;
  readonly done: string | null;
}

const MEANS = { link: 'by a link', password: 'with a password', issuer: 'with another issuer' } as const;

export function accountPage({ name, hasPassword, sessions, trouble, done }: AccountView): string {
  return page(
    { title: `Signing in as ${name}`, wide: true },
    html`${alert(trouble)}${done === null ? null : html`<p role="status">${done}</p>`}
      <p><a href="/">Back to Askfolio</a></p>
      <h2>Where you are signed in</h2>
      ${sessions.map(sessionRow)}
      <form method="post" action="/account/signout">
        <button class="quiet" type="submit">Sign out everywhere</button>
      </form>
      <h2>${hasPassword ? 'Change the password' : 'Set a password'}</h2>
      <form method="post" action="/account/password">
        ${
          hasPassword
            ? html`<label for="current">Password of now</label>
                <input
                  id="current"
                  name="current"
                  type="password"
                  autocomplete="current-password"
                  required
                  maxlength="${LIMITS.password_chars_max}"
                />`
            : null
        }
        ${twice()}
        <p class="muted">Everything that is signed in with the old one is signed out.</p>
        <button type="submit">${hasPassword ? 'Change it' : 'Set it'}</button>
      </form>`,
  );
}

function sessionRow({ id, means, since, seenAt }: OpenSession): Html {
  return html`<div class="row">
    <span>${MEANS[means]}, ${moment(since)} UTC; last seen ${moment(seenAt)} UTC</span>
    <form method="post" action="/account/sessions">
      <input type="hidden" name="session" value="${id}" />
      <button class="quiet" type="submit">End it</button>
    </form>
  </div>`;
}

const moment = (instant: string): string => instant.slice(0, 16).replace('T', ' ');
