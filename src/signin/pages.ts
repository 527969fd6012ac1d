import { LIMITS } from '../vocabulary/limits.ts';
import { passkeyForm } from './factor-forms.ts';
import { type Html, html } from './html.ts';
import { newPasswordFields } from './new-password-fields.ts';
import { alert, page } from './page-frame.ts';
import type { SignInWords } from './words/words-for.ts';

/** The pages of signing in with a password. */

/** One sentence, and perhaps the way on, which the page takes by itself. */
export function notePage(words: SignInWords, sentence: string, to: string | null = null): string {
  const on = to === null ? null : html` <a href="${to}">${words.goOn}</a>`;
  return page(
    words,
    { title: to === null ? words.signingIn : words.oneMoment, ...(to === null ? {} : { to }) },
    html`<p>${sentence}${on}</p>`,
  );
}

export function errorPage(words: SignInWords, sentence: string): string {
  return page(
    words,
    { title: words.didNotWork },
    html`<p class="alert" role="alert">${sentence}</p>
      <p><a href="/signin">${words.beginAgain}</a></p>`,
  );
}

export interface LoginForm {
  /** Where the form goes. */
  readonly action: string;
  readonly user: string;
  readonly trouble: string | null;
  /** The name of another issuer that people can sign in with. */
  readonly other: string | null;
  /** The options of a challenge to passkeys; null: there are none for this address. */
  readonly passkey: string | null;
}

export function loginPage(words: SignInWords, { action, user, trouble, other, passkey }: LoginForm): string {
  return page(
    words,
    { title: words.signIn, passkeys: passkey !== null },
    html`${alert(trouble)}
      <form method="post" action="${action}">
        <label for="user">${words.user}</label>
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
        <label for="password">${words.password}</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          maxlength="${LIMITS.password_chars_max}"
        />
        <button type="submit">${words.signIn}</button>
      </form>
      ${
        passkey === null
          ? null
          : passkeyForm(words, {
              does: 'show',
              action: `${action}/passkey`,
              options: passkey,
              button: words.signInByPasskey,
              isQuiet: true,
            })
      }
      ${other === null ? null : html`<p class="muted"><a href="/signin?with=issuer">${words.signInWith(other)}</a></p>`}
      <p class="muted">${words.noPasswordYet(html`<code>askfolio users invite</code>`)}</p>`,
  );
}

/** Whether an assistant may work in somebody's name: what it would see, and where that would go. */
export function allowPage(
  words: SignInWords,
  action: string,
  { name, host, user }: { readonly name: string; readonly host: string; readonly user: string },
): string {
  const { title, asks, unlessBegun, letIn, no } = words.assistant;
  return page(
    words,
    { title },
    html`<p>${asks(strong(name), strong(user), strong(host))}</p>
      <p class="muted">${unlessBegun}</p>
      <form method="post" action="${action}">
        <button type="submit" name="answer" value="yes">${letIn}</button>
        <button type="submit" name="answer" value="no" class="quiet">${no}</button>
      </form>`,
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

export function setPasswordPage(
  words: SignInWords,
  { link, user, trouble, other, byPassword }: PasswordForm,
): string {
  const { choose, invitation, rule, set, byIssuer } = words.setPassword;
  const form = html`<p>${rule(strong(user), LIMITS.password_chars_min)}</p>
    <form method="post" action="/signin/password">
      <input type="hidden" name="link" value="${link}" />
      <input type="text" name="user" value="${user}" autocomplete="username" hidden />
      ${newPasswordFields(words)}
      <button type="submit">${set}</button>
    </form>`;
  const by = other === null ? null : html`<p>${byIssuer(issuerLink(words, link, other), strong(user))}</p>`;
  const title = byPassword ? choose : invitation;
  return page(words, { title }, html`${alert(trouble)} ${byPassword ? form : null} ${by}`);
}

const issuerLink = (words: SignInWords, link: string, other: string): Html =>
  html`<a href="/signin?with=issuer&invitation=${encodeURIComponent(link)}">${words.signInWith(other)}</a>`;

const strong = (text: string): Html => html`<strong>${text}</strong>`;
