/** What looks into files for viruses before anything else reads them. */
export interface Scanner {
  /**
   * What was found, by the scanner's own name for it; null: nothing. Rejects with `scanner_unavailable` where it could
   * not look: a file that nobody has looked at is not clean.
   */
  scan(bytes: AsyncIterable<Uint8Array>): Promise<string | null>;
}
