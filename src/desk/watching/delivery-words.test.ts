import { describe, expect, test } from 'vitest';
import { readDelivery } from './delivery-words.ts';

const CUSTODIANS = [
  { id: 'K1', name: 'Harbor Bank' },
  { id: 'K2', name: 'North Trust' },
  { id: 'K3', name: 'South Trust' },
];
const ANY = { kind: 'delivery', custodian: null };

describe('an alert of a delivery, in words', () => {
  test.each([
    ['tell me when a custodian has not delivered by 7', '07:00'],
    ['Tell me when any custodian hasn’t delivered by 7:30.', '07:30'],
    ['alert me if one of my custodians did not send its data by 6 pm', '18:00'],
    ['let me know if no data has come from a custodian by 12 am', '00:00'],
    ['warn me once the custodians are late at noon', '12:00'],
    ['notify me when some custodian has not reported by 7 in the evening', '19:00'],
  ])('%s', (text, by) => {
    expect(readDelivery(text, CUSTODIANS)).toEqual({
      question: 'What is the last booking of each custodian?',
      watch: { ...ANY, by },
    });
  });

  test.each([
    ['tell me when Harbor Bank has not delivered by 7', 'K1'],
    ['tell me when harbor has not sent files by 07:00', 'K1'],
    ['tell me when the data of North Trust are missing by 7 o’clock', 'K2'],
    ['alert me when nothing has arrived from K3 by 7 am', 'K3'],
  ])('names its custodian: %s', (text, custodian) => {
    expect(readDelivery(text, CUSTODIANS)).toMatchObject({
      watch: { kind: 'delivery', custodian, by: '07:00' },
    });
  });

  test.each([
    ['tell me when a custodian has not delivered by sunrise', 'no_time'],
    ['tell me when a custodian has not delivered by 25', 'no_time'],
    ['tell me when a custodian has not delivered by 0 pm', 'no_time'],
    ['tell me when Trust has not delivered by 7', 'no_custodian'],
    ['tell me when Atlantis has not delivered by 7', 'no_custodian'],
    ['tell me when cash is above 5 %', null],
    ['a custodian has not delivered by 7', null],
  ])('is not read of: %s', (text, why) => {
    expect(readDelivery(text, CUSTODIANS)).toBe(why);
  });
});
