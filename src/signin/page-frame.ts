import { type Html, html } from './html.ts';
import type { SignInWords } from './words/words-for.ts';

interface Frame {
  readonly title: string;
  /** Goes on there by itself. */
  readonly to?: string;
  readonly wide?: boolean;
  /** Has forms of passkeys, which take a script. */
  readonly passkeys?: boolean;
}

/** A whole document. */
export function page({ language }: SignInWords, { title, to, wide, passkeys }: Frame, content: Html): string {
  const refresh = to === undefined ? null : html`<meta http-equiv="refresh" content="0; url=${to}" />`;
  return `<!doctype html>${
    html`<html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${refresh}
        <title>${title} · Askfolio</title>
        <link rel="stylesheet" href="/signin/style.css" />
        ${passkeys ? html`<script type="module" src="/signin/passkeys.js"></script>` : null}
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

/** What went wrong with what was sent before. */
export const alert = (text: string | null): Html | null =>
  text === null ? null : html`<p class="alert" role="alert">${text}</p>`;
