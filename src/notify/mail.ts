import { createTransport } from 'nodemailer';
import { Problem } from '../vocabulary/problem.ts';
import type { Notifier } from './port.ts';

const ADDRESS = /^[^\s@<>,;:"']{1,64}@[A-Za-z0-9.-]{1,200}$/;
const MS_MAX = 10_000;

function check(address: string): void {
  if (!ADDRESS.test(address)) {
    throw new Problem('usage', 'Word can be sent to one address such as ann@example.com; correct it.');
  }
}

/**
 * Sends word by a mail server. `server`: its address, such as smtps://user:secret@mail.example.com. By smtp:// too, one on
 * another machine is spoken to in secret (STARTTLS) or not at all, unless the address ends with `?ignoreTLS=true`.
 */
export function createMail(server: string, from: string): Notifier {
  const transport = createTransport(secret(server), {
    from,
    // Nothing in a letter may make this machine read a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    check,
    send: async (address, { title, question, text, asOf }) => {
      check(address);
      const asked = question === null ? [] : ['', `Question: ${question}`];
      const lines = [text, ...asked, ...(asOf === null ? [] : [`Data as of ${asOf}`])];
      const sent = transport.sendMail({
        to: address,
        subject: `Askfolio: ${title.replaceAll(/[\r\n]+/g, ' ')}`,
        text: lines.join('\n'),
      });
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error('the mail server did not answer in time')), MS_MAX);
      });
      await Promise.race([sent, late]).finally(() => clearTimeout(timer));
    },
  };
}

/** Without this, a server that does not offer STARTTLS, or whoever stands before it, would get password and letter as they are. */
function secret(server: string): string {
  const address = new URL(server);
  const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(address.hostname);
  if (!isHere && !address.searchParams.has('ignoreTLS')) address.searchParams.set('requireTLS', 'true');
  return address.href;
}
