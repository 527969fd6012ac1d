/** Where the installation is reached. */
export interface Place {
  /** Scheme, host and port, without a slash at its end: `https://askfolio.example.com`. */
  readonly origin: () => string;
}
