/** Lower case as a database compares names: only A to Z, so that no other letter turns into one of them. */
export function lowerName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
