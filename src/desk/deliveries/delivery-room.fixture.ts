import { randomUUID } from 'node:crypto';
import type { Inbox } from '../../inbox/sealed-folders.ts';
import { auditLogOf } from '../../state/audit/log.ts';
import { deliveriesOf } from '../../state/deliveries.ts';
import type { Records } from '../../state/records.ts';
import { runsOf } from '../../state/runs.ts';
import { createDeliveryDesk, type DeliveryDeskParts, type DeliveryRoom } from './delivery-desk.ts';

const nowhere = (): Promise<never> => Promise.reject(new Error('nobody reads here'));

/** Deliveries by hand over real records and folders; what reads them is given, or is not there. */
export function deliveryRoomOn(
  records: Records,
  inbox: Inbox,
  parts: Partial<DeliveryDeskParts> = {},
): DeliveryRoom {
  const log = auditLogOf(records);
  return createDeliveryDesk({
    kept: deliveriesOf(records),
    inbox,
    scanner: null,
    recognise: nowhere,
    preview: nowhere,
    take: nowhere,
    runs: runsOf(records),
    readyMappings: () => Promise.resolve([]),
    fileBytesMax: 1_048_576,
    audit: (event) => log.append(event),
    newId: randomUUID,
    now: records.now,
    onTrouble: () => undefined,
    ...parts,
  });
}
