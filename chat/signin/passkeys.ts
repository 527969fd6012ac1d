import { browserSupportsWebAuthn, startAuthentication, startRegistration } from '@simplewebauthn/browser';
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';

/** The forms of the pages of signing in that a passkey answers: the rest of these pages needs no script. */

async function answerOf(form: HTMLFormElement): Promise<string> {
  const options: unknown = JSON.parse(form.dataset['options'] ?? '');
  const answer = await (form.dataset['passkey'] === 'make'
    ? startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON })
    : startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON }));
  return JSON.stringify(answer);
}

async function send(form: HTMLFormElement, answer: HTMLInputElement): Promise<void> {
  answer.value = await answerOf(form);
  form.submit();
}

function follow(form: HTMLFormElement): void {
  const answer = form.elements.namedItem('answer');
  const button = form.querySelector('button');
  const trouble = form.querySelector<HTMLElement>('[role=alert]');
  if (!(answer instanceof HTMLInputElement) || !button || !trouble) return;
  form.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    button.disabled = true;
    trouble.hidden = true;
    void send(form, answer).catch(() => {
      button.disabled = false;
      trouble.hidden = false;
    });
  });
}

if (browserSupportsWebAuthn()) {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-passkey]')) follow(form);
}
