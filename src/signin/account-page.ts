import { LIMITS } from '../vocabulary/limits.ts';
import type { Factors, OpenSession } from '../vocabulary/sign-in.ts';
import type { PasskeyOffer } from './factor-desk.ts';
import { newPasskeyForm } from './factor-forms.ts';
import { type Html, html } from './html.ts';
import { newPasswordFields } from './new-password-fields.ts';
import { alert, page } from './page-frame.ts';
import type { SignInWords } from './words/words-for.ts';

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

/** What somebody sees and changes of his or her own signing in. */
export function accountPage(words: SignInWords, view: AccountView): string {
  const { name, hasPassword, sessions, factors, passkey, isFresh, trouble, done } = view;
  const { title, backTo, where, signOutEverywhere } = words.account;
  return page(
    words,
    { title: title(name), wide: true, passkeys: passkey !== null },
    html`${alert(trouble)}${done === null ? null : html`<p role="status">${done}</p>`}
      <p><a href="/">${backTo}</a></p>
      <h2>${where}</h2>
      ${sessions.map((session) => sessionRow(words, session))}
      <form method="post" action="/account/signout">
        <button class="quiet" type="submit">${signOutEverywhere}</button>
      </form>
      ${factors === null ? null : factorSection(words, factors, passkey, isFresh)}
      ${factors === null ? null : passwordSection(words, hasPassword, isFresh)}`,
  );
}

function passwordSection(words: SignInWords, hasPassword: boolean, isFresh: boolean): Html {
  const { changePassword, setPassword, passwordOfNow, signsOut, change, set } = words.account;
  const title = html`<h2>${hasPassword ? changePassword : setPassword}</h2>`;
  if (!hasPassword && !isFresh) return html`${title}${signInAgain(words)}`;
  return html`${title}
    <form method="post" action="/account/password">
      ${
        hasPassword
          ? html`<label for="current">${passwordOfNow}</label>
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
      ${newPasswordFields(words)}
      <p class="muted">${signsOut}</p>
      <button type="submit">${hasPassword ? change : set}</button>
    </form>`;
}

function factorSection(
  words: SignInWords,
  factors: Factors,
  passkey: PasskeyOffer | null,
  isFresh: boolean,
): Html {
  const { account } = words;
  const { passkeys, authenticatorSince, recoveryCodesLeft } = factors;
  const hasOne = passkeys.length > 0 || authenticatorSince !== null;
  return html`<h2>${account.factors}</h2>
    <p class="muted">${account.factorsAre}</p>
    ${passkeys.map(({ id, label, madeAt, usedAt }) =>
      factorRow(
        words,
        account.passkey(label, moment(madeAt), usedAt === null ? null : moment(usedAt)),
        isFresh ? id : null,
      ),
    )}
    ${
      authenticatorSince === null
        ? null
        : factorRow(words, account.app(moment(authenticatorSince)), isFresh ? '' : null)
    }
    ${hasOne ? html`<p>${account.codesLeft(recoveryCodesLeft)}</p>` : null}
    ${isFresh ? factorChanges(words, hasOne, authenticatorSince !== null, passkey) : signInAgain(words)}`;
}

function factorChanges(
  words: SignInWords,
  hasOne: boolean,
  hasAuthenticator: boolean,
  passkey: PasskeyOffer | null,
): Html {
  const { anotherApp, anApp, newCodes } = words.account;
  return html`${passkey === null ? null : newPasskeyForm(words, '/account/passkey', passkey)}
    <p>
      <a href="/account/authenticator">${hasAuthenticator ? anotherApp : anApp}</a>
    </p>
    ${
      hasOne
        ? html`<form method="post" action="/account/codes">
            <button class="quiet" type="submit">${newCodes}</button>
          </form>`
        : null
    }`;
}

const signInAgain = ({ account }: SignInWords): Html =>
  html`<p>
    ${account.takesNew(
      html`<a href="/signin?again=yes">${account.signInAgain}</a>`,
      LIMITS.signin_fresh_minutes_max,
    )}
  </p>`;

/** `id`: of a passkey; empty: the authenticator app; null: it cannot be removed now. */
function factorRow({ account }: SignInWords, text: string, id: string | null): Html {
  return html`<div class="row">
    <span>${text}</span>
    ${
      id === null
        ? null
        : html`<form method="post" action="/account/factors">
            <input type="hidden" name="passkey" value="${id}" />
            <button class="quiet" type="submit">${account.remove}</button>
          </form>`
    }
  </div>`;
}

function sessionRow({ account }: SignInWords, { id, means, since, seenAt }: OpenSession): Html {
  return html`<div class="row">
    <span>${account.session(account.means[means], moment(since), moment(seenAt))}</span>
    <form method="post" action="/account/sessions">
      <input type="hidden" name="session" value="${id}" />
      <button class="quiet" type="submit">${account.end}</button>
    </form>
  </div>`;
}

const moment = (instant: string): string => instant.slice(0, 16).replace('T', ' ');
