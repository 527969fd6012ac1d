import type { AuthenticatorOffer, PasskeyOffer } from './factor-desk.ts';
import {
  authenticatorForm,
  codeField,
  newPasskeyForm,
  passkeyForm,
  recoveryCodeList,
} from './factor-forms.ts';
import { html } from './html.ts';
import { alert, page } from './page-frame.ts';

/** The pages of second factors: shown, set up, and the codes that come with the first one. */

export interface FactorPage {
  readonly action: string;
  readonly trouble: string | null;
  /** The options of a challenge to this person's passkeys; null: there are none. */
  readonly passkey: string | null;
  readonly hasAuthenticator: boolean;
}

export function factorPage({ action, trouble, passkey, hasAuthenticator }: FactorPage): string {
  return page(
    { title: 'Second factor', passkeys: passkey !== null },
    html`${alert(trouble)}
      ${
        passkey === null
          ? null
          : passkeyForm({ does: 'show', action, options: passkey, button: 'Use a passkey', isQuiet: false })
      }
      <form method="post" action="${action}">
        ${codeField(hasAuthenticator ? 'Code of your app, or a recovery code' : 'Recovery code')}
        <button type="submit">Go on</button>
      </form>
      <p class="muted">
        Neither at hand? Whoever looks after this installation can take your second factor away, so that you
        set up another: <code>askfolio users reset-factors</code>
      </p>
      <p class="muted"><a href="/signin">Begin again</a></p>`,
  );
}

export interface SetUpPage {
  readonly action: string;
  readonly trouble: string | null;
  readonly authenticator: AuthenticatorOffer;
  readonly passkey: PasskeyOffer | null;
}

/** For somebody whose role asks for a second factor and who has none. */
export function setUpPage({ action, trouble, authenticator, passkey }: SetUpPage): string {
  return page(
    { title: 'Set up a second factor', passkeys: passkey !== null },
    html`${alert(trouble)}
      <p>Your role signs in with a second factor besides the password. Set one up now.</p>
      <h2>An authenticator app</h2>
      ${authenticatorForm(action, authenticator)}
      ${
        passkey === null
          ? null
          : html`<h2>Or a passkey</h2>
              ${newPasskeyForm(action, passkey)}`
      }`,
  );
}

/** The way on: a form of the attempt, or back to one's own page. */
export type WayOn = { readonly action: string } | { readonly to: string };

export function recoveryCodesPage(codes: readonly string[], on: WayOn): string {
  return page(
    { title: codes.length > 0 ? 'Recovery codes' : 'Second factor' },
    html`${codes.length > 0 ? recoveryCodeList(codes) : html`<p>It is set up.</p>`}
    ${
      'to' in on
        ? html`<p><a href="${on.to}">I have kept them</a></p>`
        : html`<form method="post" action="${on.action}"><button type="submit">Go on</button></form>`
    }`,
  );
}

/** Setting up an authenticator app on one's own page. */
export function authenticatorPage(offer: AuthenticatorOffer, trouble: string | null): string {
  return page(
    { title: 'Authenticator app' },
    html`${alert(trouble)} ${authenticatorForm('/account/authenticator', offer)}
      <p><a href="/account">Back</a></p>`,
  );
}
