/** By OpenSSL's names for it, what is wrong with the certificate of a server that is spoken to. */
const TROUBLES: readonly (readonly [RegExp, string])[] = [
  [/CERT_HAS_EXPIRED|certificate has expired/i, 'its certificate has expired; have it renewed'],
  [
    /CERT_NOT_YET_VALID|certificate is not yet valid/i,
    'its certificate is not valid yet; look at the clocks of both machines',
  ],
  [
    /ALTNAME|does not match certificate/i,
    'its certificate is made out to another name; use the name in it, or have one made out to this name',
  ],
  [
    /SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|self.signed certificate|unable to (?:verify|get local issuer)/i,
    'its certificate is not trusted; name its authority',
  ],
];
const CAUSES_MAX = 8;

/** What an error says against the other side's certificate, as the end of a sentence; null: nothing. */
export function certificateTrouble(error: unknown): string | null {
  let at: unknown = error;
  for (let depth = 0; at instanceof Error && depth < CAUSES_MAX; depth += 1) {
    const said = `${'code' in at ? String(at.code) : ''} ${at.message}`;
    const trouble = TROUBLES.find(([pattern]) => pattern.test(said));
    if (trouble !== undefined) return trouble[1];
    at = at.cause;
  }
  return null;
}
