import { plainWord } from './word-forms.ts';

/** Words of German sentences that no English one has. */
const GERMAN: ReadonlySet<string> = new Set(
  (
    'ich mich mir mein meine meinem meinen meiner meines unser unsere wir wie viel viele wieviel welche welcher welches welchen wann ' +
    'warum wieso wo woher habe haben hatte hatten hat ist sind waren wurde wurden wird bin der die das dem den des ein eine einen ' +
    'einem einer im vom zum zur und oder nicht kein keine von bei nach seit bis fur mit auf aus uber unter zwischen letztes letzten ' +
    'letzte letztem dieses diesem dieser diesen jahr jahre jahres monat monate quartal woche gestern heute bisher insgesamt hoch ' +
    'grosste grossten groesste zeige zeig bekommen bezahlt gekauft verkauft eingezahlt entwickelt verdient geld gibt gab'
  ).split(' '),
);

/** A sentence of German: several of its own words, or most of what is said. */
export function isGerman(text: string): boolean {
  const words = plainWord(text).match(/[a-z]+/g) ?? [];
  const german = words.filter((word) => GERMAN.has(word));
  return german.length > 1 && german.length * 3 >= words.length;
}
