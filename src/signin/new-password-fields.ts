import { LIMITS } from '../vocabulary/limits.ts';
import { type Html, html } from './html.ts';
import type { SignInWords } from './words/words-for.ts';

/** A new password, typed twice. */
export const newPasswordFields = ({ setPassword }: SignInWords): Html =>
  html`<label for="password">${setPassword.fresh}</label>
    <input
      id="password"
      name="password"
      type="password"
      autocomplete="new-password"
      required
      minlength="${LIMITS.password_chars_min}"
      maxlength="${LIMITS.password_chars_max}"
    />
    <label for="again">${setPassword.again}</label>
    <input
      id="again"
      name="again"
      type="password"
      autocomplete="new-password"
      required
      maxlength="${LIMITS.password_chars_max}"
    />`;
