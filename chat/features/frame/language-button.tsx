import { LANGUAGES, pickLanguage } from '../../language.ts';
import { LANGUAGE, strings } from '../../strings.ts';

/** Says everything in the other language. */
export function LanguageButton() {
  const other = LANGUAGES.find((each) => each !== LANGUAGE);
  if (other === undefined) return null;
  return (
    <button
      type="button"
      class="btn btn-icon language"
      lang={other}
      aria-label={`${other.toUpperCase()}: ${strings.language.change}`}
      title={strings.language.change}
      onClick={() => pickLanguage(other)}
    >
      {other.toUpperCase()}
    </button>
  );
}
