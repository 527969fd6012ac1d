import type { Settings } from '../config.ts';
import type { Notifiers } from '../notify/port.ts';

/** The ways to send word that the settings open. */
export async function openNotifiers({ webhookHosts, smtp, mailFrom }: Settings): Promise<Notifiers> {
  return {
    webhook:
      webhookHosts === null ? null : (await import('../notify/webhook.ts')).createWebhook(webhookHosts),
    email: smtp === null ? null : (await import('../notify/mail.ts')).createMail(smtp, mailFrom),
  };
}
