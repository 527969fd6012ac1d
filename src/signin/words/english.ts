import { type Html, html } from '../html.ts';

/** What the pages of signing in say. Another language says the same under the same names. */
export const ENGLISH = {
  language: 'en' as 'en' | 'de',
  signingIn: 'Signing in',
  oneMoment: 'One moment',
  goOn: 'Go on',
  back: 'Back',
  beginAgain: 'Begin again',
  didNotWork: 'This did not work',
  signIn: 'Sign in',
  user: 'User',
  password: 'Password',
  signInByPasskey: 'Sign in with a passkey',
  signInWith: (issuer: string) => `Sign in with ${issuer}`,
  noPasswordYet: (command: Html) =>
    html`No password yet? Whoever looks after this installation makes a link that sets one: ${command}`,

  assistant: {
    title: 'Let an assistant in?',
    asks: (name: Html, user: Html, host: Html) =>
      html`A program that calls itself ${name} asks to put questions and to read figures in the name of
      ${user}. What it is shown goes to ${host}. It can change nothing here.`,
    unlessBegun: 'Say no unless you have just begun this yourself.',
    letIn: 'Let it in',
    no: 'No',
    isIn: 'It is let in.',
    isAway: 'It is sent away.',
  },

  setPassword: {
    choose: 'Choose a password',
    invitation: 'An invitation',
    rule: (user: Html, least: number) =>
      html`For ${user}. It needs ${least} characters at the least; several words are best.`,
    set: 'Set the password',
    byIssuer: (link: Html, user: Html) => html`${link} as ${user} from now on.`,
    fresh: 'New password',
    again: 'The same again',
  },

  factor: {
    title: 'Second factor',
    usePasskey: 'Use a passkey',
    codeOrRecovery: 'Code of your app, or a recovery code',
    recovery: 'Recovery code',
    neither: (command: Html) =>
      html`Neither at hand? Whoever looks after this installation can take your second factor away, so that
      you set up another: ${command}`,
    setUp: 'Set up a second factor',
    roleAsks: 'Your role signs in with a second factor besides the password. Set one up now.',
    anApp: 'An authenticator app',
    orPasskey: 'Or a passkey',
    recoveryCodes: 'Recovery codes',
    isSetUp: 'It is set up.',
    kept: 'I have kept them',
    app: 'Authenticator app',
    passkeyFailed:
      'That did not work: the passkey was not found, was refused, or it took too long. Try again.',
    makePasskey: 'Make a passkey',
    label: 'What you call it',
    takePicture:
      'Take this picture with your authenticator app, or type the key below it, then the code that it shows.',
    codeOfApp: 'Code of the app',
    setItUp: 'Set it up',
    codesOnce:
      'Each of these takes the place of your second factor once, should it be lost. They are shown here alone: print them, or keep them where you keep passwords.',
  },

  account: {
    title: (name: string) => `Signing in as ${name}`,
    backTo: 'Back to Askfolio',
    where: 'Where you are signed in',
    signOutEverywhere: 'Sign out everywhere',
    changePassword: 'Change the password',
    setPassword: 'Set a password',
    passwordOfNow: 'Password of now',
    signsOut: 'Everything that is signed in with the old one is signed out.',
    change: 'Change it',
    set: 'Set it',
    factors: 'Passkeys and second factors',
    factorsAre:
      'With one of these a password alone signs nobody in as you. A passkey of a device that asks for a finger, a face or a number signs you in without a password, too.',
    passkey: (label: string, made: string, used: string | null) =>
      `Passkey “${label}”, ${made} UTC; last used ${used === null ? 'never' : `${used} UTC`}`,
    app: (made: string) => `Authenticator app, ${made} UTC`,
    codesLeft: (count: number) => `${count} recovery codes are left.`,
    anotherApp: 'Set up another authenticator app',
    anApp: 'Set up an authenticator app',
    newCodes: 'New recovery codes',
    signInAgain: 'sign in again',
    takesNew: (link: Html, minutes: number) =>
      html`To change this, ${link}: it takes a sign-in of the last ${minutes} minutes.`,
    remove: 'Remove it',
    session: (means: string, since: string, seen: string) => `${means}, ${since} UTC; last seen ${seen} UTC`,
    means: {
      link: 'by a link',
      password: 'with a password',
      two_factors: 'with a password and a second factor',
      passkey: 'with a passkey',
      issuer: 'with another issuer',
    },
    end: 'End it',
  },

  said: {
    signedIn: 'You are signed in.',
    attemptOver: 'This attempt is over.',
    notSignedIn: 'You could not be signed in by this, or it took too long.',
    wrong: 'User or password is not right; try again.',
    passkeyOpensNothing: 'This passkey opens nothing here; try again, or use your password.',
    wrongCode: 'That is not right, or was used before; try again with a new one.',
    noFit: 'That does not fit, or it took too long; try again with what is shown now.',
    wait: (seconds: number) =>
      `There were too many attempts; wait ${seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`} and try again.`,
    invitationOver: 'This link was used already or is too old. Ask whoever gave it to you for another.',
    linkOver: 'This link was used already or is too old. Start Askfolio again: it prints a new one.',
    openItself: 'Open the link itself to sign in.',
    notTheSame: 'The two are not the same; type them again.',
    wrongNow: 'The password of now is not right.',
  },
};

export type SignInWords = typeof ENGLISH;
