import { LIMITS } from '../vocabulary/limits.ts';
import { passkeyForm } from './factor-forms.ts';
import { html } from './html.ts';
import { newPasswordFields } from './new-password-fields.ts';
import { alert, page } from './page-frame.ts';

/** The pages of signing in with a password. */

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
  /** The options of a challenge to passkeys; null: there are none for this address. */
  readonly passkey: string | null;
}

export function loginPage({ action, user, trouble, other, passkey }: LoginForm): string {
  return page(
    { title: 'Sign in', passkeys: passkey !== null },
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
      ${
        passkey === null
          ? null
          : passkeyForm({
              does: 'show',
              action: `${action}/passkey`,
              options: passkey,
              button: 'Sign in with a passkey',
              isQuiet: true,
            })
      }
      ${other === null ? null : html`<p class="muted"><a href="/signin?with=issuer">Sign in with ${other}</a></p>`}
      <p class="muted">
        No password yet? Whoever looks after this installation makes a link that sets one:
        <code>askfolio users invite</code>
      </p>`,
  );
}

/** Whether an assistant may work in somebody's name: what it would see, and where that would go. */
export function allowPage(
  action: string,
  { name, host, user }: { readonly name: string; readonly host: string; readonly user: string },
): string {
  return page(
    { title: 'Let an assistant in?' },
    html`<p>
        A program that calls itself <strong>${name}</strong> asks to put questions and to read figures in the
        name of <strong>${user}</strong>. What it is shown goes to <strong>${host}</strong>. It can change
        nothing here.
      </p>
      <p class="muted">Say no unless you have just begun this yourself.</p>
      <form method="post" action="${action}">
        <button type="submit" name="answer" value="yes">Let it in</button>
        <button type="submit" name="answer" value="no" class="quiet">No</button>
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

export function setPasswordPage({ link, user, trouble, other, byPassword }: PasswordForm): string {
  const form = html`<p>
      For <strong>${user}</strong>. It needs ${LIMITS.password_chars_min} characters at the least; several
      words are best.
    </p>
    <form method="post" action="/signin/password">
      <input type="hidden" name="link" value="${link}" />
      <input type="text" name="user" value="${user}" autocomplete="username" hidden />
      ${newPasswordFields()}
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
