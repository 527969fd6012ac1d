import type { FromPage, TokenMessage } from './messages.ts';

type GetToken = () => string | Promise<string>;

/** Where this script came from is where Askfolio is, unless the element says otherwise. */
const OWN_ORIGIN = new URL(import.meta.url).origin;

/**
 * Askfolio's chat in another site:
 *
 *     <script type="module" src="https://askfolio.example.com/embed/askfolio-chat.js"></script>
 *     <askfolio-chat></askfolio-chat>
 *     <script type="module">
 *       const chat = document.querySelector('askfolio-chat');
 *       chat.getToken = () => fetch('/my/askfolio-token').then((reply) => reply.text());
 *     </script>
 *
 * `getToken` is called when the chat begins and whenever its token is over. The token goes to Askfolio's own frame and
 * is kept in its memory alone. Attributes: `server` (an origin; the script's own by default), `theme` (light or dark;
 * the system's by default), `label` (the frame's name for screen readers).
 */
export class AskfolioChat extends HTMLElement {
  static readonly observedAttributes = ['server', 'theme', 'label'];

  #getToken: GetToken | null = null;
  /** Whether the page in the frame has said that it listens. */
  #isHeard = false;

  readonly #frame = document.createElement('iframe');
  readonly #onMessage = (event: MessageEvent<unknown>): void => this.#hear(event);

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    // A sheet of its own needs no exception from the site's policy for styles.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      ':host { display: block; height: 40rem; } iframe { width: 100%; height: 100%; border: 0; }',
    );
    root.adoptedStyleSheets = [sheet];
    this.#frame.allow = 'clipboard-write';
    root.append(this.#frame);
  }

  /** Gives a token with which this reader may ask: an access token or a key of the API. */
  get getToken(): GetToken | null {
    return this.#getToken;
  }

  set getToken(given: GetToken | null) {
    this.#getToken = given;
    if (this.#isHeard) void this.#send();
  }

  connectedCallback(): void {
    // What was given before this script had come lies over the accessor.
    if (Object.hasOwn(this, 'getToken')) {
      const { getToken } = this;
      Reflect.deleteProperty(this, 'getToken');
      this.getToken = getToken;
    }
    addEventListener('message', this.#onMessage);
    this.#show();
  }

  disconnectedCallback(): void {
    removeEventListener('message', this.#onMessage);
  }

  attributeChangedCallback(name: string): void {
    if (!this.isConnected) return;
    if (name === 'theme') void this.#send();
    else this.#show();
  }

  /** Sends a new token at once, for instance when another reader has signed in to the site. */
  renew(): Promise<void> {
    return this.#send();
  }

  get #server(): string {
    return new URL(this.getAttribute('server') ?? OWN_ORIGIN, location.href).origin;
  }

  #show(): void {
    this.#frame.title = this.getAttribute('label') ?? 'Askfolio';
    const address = `${this.#server}/`;
    if (this.#frame.src !== address) this.#frame.src = address;
  }

  #hear({ source, origin, data }: MessageEvent<unknown>): void {
    if (source !== this.#frame.contentWindow || origin !== this.#server) return;
    const { type } = data as FromPage;
    if (type === 'askfolio:ready' || type === 'askfolio:token-needed') {
      this.#isHeard = true;
      void this.#send();
    }
  }

  async #send(): Promise<void> {
    const server = this.#server;
    const token = await this.#getToken?.();
    if (token === undefined) return;
    const message: TokenMessage = { type: 'askfolio:token', token, theme: this.getAttribute('theme') };
    // Only to Askfolio itself, whatever stands in the frame by now.
    this.#frame.contentWindow?.postMessage(message, server);
  }
}

if (!customElements.get('askfolio-chat')) customElements.define('askfolio-chat', AskfolioChat);
