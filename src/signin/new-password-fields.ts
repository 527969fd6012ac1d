import { LIMITS } from '../vocabulary/limits.ts';
import { type Html, html } from './html.ts';

/** A new password, typed twice. */
export const newPasswordFields = (): Html =>
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
