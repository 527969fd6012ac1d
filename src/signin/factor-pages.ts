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
import type { SignInWords } from './words/words-for.ts';

/** The pages of second factors: shown, set up, and the codes that come with the first one. */

export interface FactorPage {
  readonly action: string;
  readonly trouble: string | null;
  /** The options of a challenge to this person's passkeys; null: there are none. */
  readonly passkey: string | null;
  readonly hasAuthenticator: boolean;
}

export function factorPage(
  words: SignInWords,
  { action, trouble, passkey, hasAuthenticator }: FactorPage,
): string {
  const { title, usePasskey, codeOrRecovery, recovery, neither } = words.factor;
  return page(
    words,
    { title, passkeys: passkey !== null },
    html`${alert(trouble)}
      ${
        passkey === null
          ? null
          : passkeyForm(words, { does: 'show', action, options: passkey, button: usePasskey, isQuiet: false })
      }
      <form method="post" action="${action}">
        ${codeField(hasAuthenticator ? codeOrRecovery : recovery)}
        <button type="submit">${words.goOn}</button>
      </form>
      <p class="muted">${neither(html`<code>askfolio users reset-factors</code>`)}</p>
      <p class="muted"><a href="/signin">${words.beginAgain}</a></p>`,
  );
}

export interface SetUpPage {
  readonly action: string;
  readonly trouble: string | null;
  readonly authenticator: AuthenticatorOffer;
  readonly passkey: PasskeyOffer | null;
}

/** For somebody whose role asks for a second factor and who has none. */
export function setUpPage(
  words: SignInWords,
  { action, trouble, authenticator, passkey }: SetUpPage,
): string {
  const { setUp, roleAsks, anApp, orPasskey } = words.factor;
  return page(
    words,
    { title: setUp, passkeys: passkey !== null },
    html`${alert(trouble)}
      <p>${roleAsks}</p>
      <h2>${anApp}</h2>
      ${authenticatorForm(words, action, authenticator)}
      ${
        passkey === null
          ? null
          : html`<h2>${orPasskey}</h2>
              ${newPasskeyForm(words, action, passkey)}`
      }`,
  );
}

/** The way on: a form of the attempt, or back to one's own page. */
export type WayOn = { readonly action: string } | { readonly to: string };

export function recoveryCodesPage(words: SignInWords, codes: readonly string[], on: WayOn): string {
  const { recoveryCodes, title, isSetUp, kept } = words.factor;
  return page(
    words,
    { title: codes.length > 0 ? recoveryCodes : title },
    html`${codes.length > 0 ? recoveryCodeList(words, codes) : html`<p>${isSetUp}</p>`}
    ${
      'to' in on
        ? html`<p><a href="${on.to}">${kept}</a></p>`
        : html`<form method="post" action="${on.action}"><button type="submit">${words.goOn}</button></form>`
    }`,
  );
}

/** Setting up an authenticator app on one's own page. */
export function authenticatorPage(
  words: SignInWords,
  offer: AuthenticatorOffer,
  trouble: string | null,
): string {
  return page(
    words,
    { title: words.factor.app },
    html`${alert(trouble)} ${authenticatorForm(words, '/account/authenticator', offer)}
      <p><a href="/account">${words.back}</a></p>`,
  );
}
