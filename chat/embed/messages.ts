/**
 * What the page in a frame and the element around it say to each other (`window.postMessage`). Types alone: the element
 * is one file without imports, which other sites can load by its address.
 */
export interface FromPage {
  readonly type: 'askfolio:ready' | 'askfolio:token-needed';
}

export interface TokenMessage {
  readonly type: 'askfolio:token';
  readonly token: string;
  readonly theme: string | null;
}
