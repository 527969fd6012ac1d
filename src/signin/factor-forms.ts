import { encodeQR } from 'qr';
import { LIMITS } from '../vocabulary/limits.ts';
import type { AuthenticatorOffer, PasskeyOffer } from './factor-desk.ts';
import { Html, html } from './html.ts';
import type { SignInWords } from './words/words-for.ts';

/** The forms of second factors, as several pages have them. */

export interface PasskeyForm {
  /** Whether a passkey is to be made, or shown. */
  readonly does: 'make' | 'show';
  readonly action: string;
  /** JSON for the browser. */
  readonly options: string;
  readonly button: string;
  readonly isQuiet: boolean;
  /** What goes along. */
  readonly fields?: Html;
}

/** Hidden until the script of the page has found that the browser can do it. */
export function passkeyForm(
  { factor }: SignInWords,
  { does, action, options, button, isQuiet, fields }: PasskeyForm,
): Html {
  return html`<form method="post" action="${action}" data-passkey="${does}" data-options="${options}" hidden>
    <input type="hidden" name="answer" value="" />
    ${fields ?? null}
    <button class="${isQuiet ? 'quiet' : 'main'}" type="submit">${button}</button>
    <p class="alert" role="alert" hidden>${factor.passkeyFailed}</p>
  </form>`;
}

export function newPasskeyForm(words: SignInWords, action: string, { kept, options }: PasskeyOffer): Html {
  return passkeyForm(words, {
    does: 'make',
    action,
    options,
    button: words.factor.makePasskey,
    isQuiet: false,
    fields: html`<input type="hidden" name="kept" value="${kept}" />
      <label for="label">${words.factor.label}</label>
      <input
        id="label"
        name="label"
        value="Passkey"
        required
        maxlength="${LIMITS.passkey_label_chars_max}"
        autocomplete="off"
      />`,
  });
}

export function authenticatorForm(
  { factor }: SignInWords,
  action: string,
  { kept, secret, address }: AuthenticatorOffer,
): Html {
  const groups = secret.replaceAll(/(.{4})(?=.)/g, '$1 ');
  return html`<p>${factor.takePicture}</p>
    <div class="qr">${new Html(encodeQR(address, 'svg', { border: 2 }))}</div>
    <p><code>${groups}</code></p>
    <form method="post" action="${action}">
      <input type="hidden" name="kept" value="${kept}" />
      ${codeField(factor.codeOfApp)}
      <button type="submit">${factor.setItUp}</button>
    </form>`;
}

export function codeField(label: string): Html {
  return html`<label for="code">${label}</label>
    <input
      id="code"
      name="code"
      autocomplete="one-time-code"
      inputmode="text"
      autocapitalize="none"
      spellcheck="false"
      required
      maxlength="40"
    />`;
}

export function recoveryCodeList({ factor }: SignInWords, codes: readonly string[]): Html {
  return html`<p>${factor.codesOnce}</p>
    <ul class="codes">
      ${codes.map((code) => html`<li><code>${code}</code></li>`)}
    </ul>`;
}
