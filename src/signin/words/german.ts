import { html } from '../html.ts';
import type { SignInWords } from './english.ts';

export const GERMAN: SignInWords = {
  language: 'de',
  signingIn: 'Anmeldung',
  oneMoment: 'Einen Augenblick',
  goOn: 'Weiter',
  back: 'Zurück',
  beginAgain: 'Von vorn beginnen',
  didNotWork: 'Das hat nicht geklappt',
  signIn: 'Anmelden',
  user: 'Benutzer',
  password: 'Passwort',
  signInByPasskey: 'Mit einem Passkey anmelden',
  signInWith: (issuer) => `Mit ${issuer} anmelden`,
  noPasswordYet: (command) =>
    html`Noch kein Passwort? Wer sich um diese Installation kümmert, macht einen Link, mit dem man eines
    festlegt: ${command}`,

  assistant: {
    title: 'Einen Assistenten einlassen?',
    asks: (name, user, host) =>
      html`Ein Programm, das sich ${name} nennt, möchte im Namen von ${user} Fragen stellen und Zahlen lesen.
      Was es gezeigt bekommt, geht an ${host}. Ändern kann es hier nichts.`,
    unlessBegun: 'Lehnen Sie ab, wenn Sie das nicht gerade selbst begonnen haben.',
    letIn: 'Einlassen',
    no: 'Nein',
    isIn: 'Es ist eingelassen.',
    isAway: 'Es ist abgewiesen.',
  },

  setPassword: {
    choose: 'Ein Passwort wählen',
    invitation: 'Eine Einladung',
    rule: (user, least) =>
      html`Für ${user}. Es braucht mindestens ${least} Zeichen; am besten mehrere Wörter.`,
    set: 'Passwort festlegen',
    byIssuer: (link, user) => html`${link}, von jetzt an als ${user}.`,
    fresh: 'Neues Passwort',
    again: 'Noch einmal dasselbe',
  },

  factor: {
    title: 'Zweiter Faktor',
    usePasskey: 'Einen Passkey nehmen',
    codeOrRecovery: 'Code Ihrer App oder ein Wiederherstellungscode',
    recovery: 'Wiederherstellungscode',
    neither: (command) =>
      html`Nichts davon zur Hand? Wer sich um diese Installation kümmert, kann Ihren zweiten Faktor entfernen,
      damit Sie einen anderen einrichten: ${command}`,
    setUp: 'Einen zweiten Faktor einrichten',
    roleAsks:
      'Mit Ihrer Rolle meldet man sich außer mit dem Passwort mit einem zweiten Faktor an. Richten Sie jetzt einen ein.',
    anApp: 'Eine Authentifizierungs-App',
    orPasskey: 'Oder ein Passkey',
    recoveryCodes: 'Wiederherstellungscodes',
    isSetUp: 'Es ist eingerichtet.',
    kept: 'Ich habe sie aufbewahrt',
    app: 'Authentifizierungs-App',
    passkeyFailed:
      'Das hat nicht geklappt: Der Passkey wurde nicht gefunden oder abgelehnt, oder es dauerte zu lange. Bitte noch einmal versuchen.',
    makePasskey: 'Einen Passkey anlegen',
    label: 'Wie Sie ihn nennen',
    takePicture:
      'Nehmen Sie dieses Bild mit Ihrer Authentifizierungs-App auf oder tippen Sie den Schlüssel darunter ein; danach den Code, den sie zeigt.',
    codeOfApp: 'Code der App',
    setItUp: 'Einrichten',
    codesOnce:
      'Jeder davon ersetzt einmal Ihren zweiten Faktor, falls er verloren geht. Sie werden nur hier gezeigt: drucken Sie sie aus, oder bewahren Sie sie bei Ihren Passwörtern auf.',
  },

  account: {
    title: (name) => `Anmeldung von ${name}`,
    backTo: 'Zurück zu Askfolio',
    where: 'Wo Sie angemeldet sind',
    signOutEverywhere: 'Überall abmelden',
    changePassword: 'Das Passwort ändern',
    setPassword: 'Ein Passwort festlegen',
    passwordOfNow: 'Bisheriges Passwort',
    signsOut: 'Alles, was mit dem alten angemeldet ist, wird abgemeldet.',
    change: 'Ändern',
    set: 'Festlegen',
    factors: 'Passkeys und zweite Faktoren',
    factorsAre:
      'Mit einem davon meldet ein Passwort allein niemanden als Sie an. Ein Passkey eines Geräts, das nach Finger, Gesicht oder Zahl fragt, meldet Sie auch ohne Passwort an.',
    passkey: (label, made, used) =>
      `Passkey „${label}“, ${made} UTC; zuletzt benutzt ${used === null ? 'nie' : `${used} UTC`}`,
    app: (made) => `Authentifizierungs-App, ${made} UTC`,
    codesLeft: (count) => `${count} Wiederherstellungscodes sind übrig.`,
    anotherApp: 'Eine andere Authentifizierungs-App einrichten',
    anApp: 'Eine Authentifizierungs-App einrichten',
    newCodes: 'Neue Wiederherstellungscodes',
    signInAgain: 'melden Sie sich noch einmal an',
    takesNew: (link, minutes) =>
      html`Um das zu ändern, ${link}: Es braucht eine Anmeldung der letzten ${minutes} Minuten.`,
    remove: 'Entfernen',
    session: (means, since, seen) => `${means}, ${since} UTC; zuletzt gesehen ${seen} UTC`,
    means: {
      link: 'durch einen Link',
      password: 'mit einem Passwort',
      two_factors: 'mit Passwort und zweitem Faktor',
      passkey: 'mit einem Passkey',
      issuer: 'bei einem anderen Anmeldedienst',
    },
    end: 'Beenden',
  },

  said: {
    signedIn: 'Sie sind angemeldet.',
    attemptOver: 'Dieser Versuch ist vorbei.',
    notSignedIn: 'Damit konnten Sie nicht angemeldet werden, oder es dauerte zu lange.',
    wrong: 'Benutzer oder Passwort stimmt nicht; bitte noch einmal versuchen.',
    passkeyOpensNothing: 'Dieser Passkey öffnet hier nichts; noch einmal versuchen oder das Passwort nehmen.',
    wrongCode: 'Das stimmt nicht oder wurde schon benutzt; bitte mit einem neuen noch einmal versuchen.',
    noFit: 'Das passt nicht, oder es dauerte zu lange; bitte mit dem jetzt Gezeigten noch einmal versuchen.',
    wait: (seconds) =>
      `Das waren zu viele Versuche; bitte ${seconds < 120 ? `${seconds} Sekunden` : `${Math.ceil(seconds / 60)} Minuten`} warten und noch einmal versuchen.`,
    invitationOver:
      'Dieser Link wurde schon benutzt oder ist zu alt. Bitten Sie, wer ihn Ihnen gab, um einen anderen.',
    linkOver:
      'Dieser Link wurde schon benutzt oder ist zu alt. Starten Sie Askfolio noch einmal: Es zeigt einen neuen.',
    openItself: 'Zum Anmelden den Link selbst öffnen.',
    notTheSame: 'Die beiden sind nicht gleich; bitte noch einmal eingeben.',
    wrongNow: 'Das bisherige Passwort stimmt nicht.',
  },
};
