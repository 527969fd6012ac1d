import { LIMITS } from '../vocabulary/limits.ts';
import type { Factors, OpenSession, SignInMeans } from '../vocabulary/sign-in.ts';
import type { PasskeyOffer } from './factor-desk.ts';
import { newPasskeyForm } from './factor-forms.ts';
import { type Html, html } from './html.ts';
import { newPasswordFields } from './new-password-fields.ts';
import { alert, page } from './page-frame.ts';

export interface AccountView {
  readonly name: string;
  readonly hasPassword: boolean;
  readonly sessions: readonly OpenSession[];
  /** Null where signing in is left to another issuer. */
  readonly factors: Factors | null;
  /** What a new passkey is made with; null: none can be made for this address, or not in this session. */
  readonly passkey: PasskeyOffer | null;
  /** Whether the session is new enough to change how its person signs in. */
  readonly isFresh: boolean;
  readonly trouble: string | null;
  readonly done: string | null;
}

const MEANS: Readonly<Record<SignInMeans, string>> = {
  link: 'by a link',
  password: 'with a password',
  two_factors: 'with a password and a second factor',
  passkey: 'with a passkey',
  issuer: 'with another issuer',
};

/** What somebody sees and changes of his or her own signing in. */
export function accountPage(view: AccountView): string {
  const { name, hasPassword, sessions, factors, passkey, isFresh, trouble, done } = view;
  return page(
    { title: `Signing in as ${name}`, wide: true, passkeys: passkey !== null },
    html`${alert(trouble)}${done === null ? null : html`<p role="status">${done}</p>`}
      <p><a href="/">Back to Askfolio</a></p>
      <h2>Where you are signed in</h2>
      ${sessions.map(sessionRow)}
      <form method="post" action="/account/signout">
        <button class="quiet" type="submit">Sign out everywhere</button>
      </form>
      ${factors === null ? null : factorSection(factors, passkey, isFresh)}
      ${factors === null ? null : passwordSection(hasPassword, isFresh)}`,
  );
}

function passwordSection(hasPassword: boolean, isFresh: boolean): Html {
  const title = html`<h2>${hasPassword ? 'Change the password' : 'Set a password'}</h2>`;
  if (!hasPassword && !isFresh) return html`${title}${signInAgain()}`;
  return html`${title}
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
      ${newPasswordFields()}
      <p class="muted">Everything that is signed in with the old one is signed out.</p>
      <button type="submit">${hasPassword ? 'Change it' : 'Set it'}</button>
    </form>`;
}

function factorSection(factors: Factors, passkey: PasskeyOffer | null, isFresh: boolean): Html {
  const { passkeys, authenticatorSince, recoveryCodesLeft } = factors;
  const hasOne = passkeys.length > 0 || authenticatorSince !== null;
  return html`<h2>Passkeys and second factors</h2>
    <p class="muted">
      With one of these a password alone signs nobody in as you. A passkey of a device that asks for a finger,
      a face or a number signs you in without a password, too.
    </p>
    ${passkeys.map(({ id, label, madeAt, usedAt }) =>
      factorRow(
        `Passkey “${label}”, ${moment(madeAt)} UTC; last used ${usedAt === null ? 'never' : `${moment(usedAt)} UTC`}`,
        isFresh ? id : null,
      ),
    )}
    ${
      authenticatorSince === null
        ? null
        : factorRow(`Authenticator app, ${moment(authenticatorSince)} UTC`, isFresh ? '' : null)
    }
    ${hasOne ? html`<p>${recoveryCodesLeft} recovery codes are left.</p>` : null}
    ${isFresh ? factorChanges(hasOne, authenticatorSince !== null, passkey) : signInAgain()}`;
}

function factorChanges(hasOne: boolean, hasAuthenticator: boolean, passkey: PasskeyOffer | null): Html {
  return html`${passkey === null ? null : newPasskeyForm('/account/passkey', passkey)}
    <p>
      <a href="/account/authenticator"
        >${hasAuthenticator ? 'Set up another authenticator app' : 'Set up an authenticator app'}</a
      >
    </p>
    ${
      hasOne
        ? html`<form method="post" action="/account/codes">
            <button class="quiet" type="submit">New recovery codes</button>
          </form>`
        : null
    }`;
}

const signInAgain = (): Html =>
  html`<p>
    To change this, <a href="/signin?again=yes">sign in again</a>: it takes a sign-in of the last
    ${LIMITS.signin_fresh_minutes_max} minutes.
  </p>`;

/** `id`: of a passkey; empty: the authenticator app; null: it cannot be removed now. */
function factorRow(text: string, id: string | null): Html {
  return html`<div class="row">
    <span>${text}</span>
    ${
      id === null
        ? null
        : html`<form method="post" action="/account/factors">
            <input type="hidden" name="passkey" value="${id}" />
            <button class="quiet" type="submit">Remove it</button>
          </form>`
    }
  </div>`;
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
