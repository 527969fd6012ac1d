/** What an alarm says, by its name; `about` is the source or the custodian that it speaks of. */
export const alarmSummaries: Readonly<Record<string, (about: string) => string>> = {
  EtlFailed: (about) =>
    `Der letzte Lauf der Quelle ${about} ist gescheitert, oder ihre Lieferung wurde abgewiesen.`,
  EtlLate: (about) => `Die Quelle ${about} hätte vor mehr als einer halben Stunde übernommen werden sollen.`,
  EtlStuck: () => 'Ein Lauf ist im Gang und kommt seit einer Viertelstunde nicht voran.',
  EtlLosesRows: (about) =>
    `Mehr als eine von hundert Zeilen des letzten Laufs von ${about} wurde beiseitegelegt.`,
  ReconciliationBreaks: (about) =>
    `Die letzten Auszüge der Depotbank ${about} weichen von dem ab, was die Buchungen ergeben.`,
  CustodianStale: (about) =>
    `Die Depotbank ${about} hat seit fünf Tagen weder Auszug noch Buchung geschickt.`,
  StoreDown: () => 'Die Datenbank antwortet nicht: Keine Frage kann beantwortet werden.',
  ReplicaBehind: () =>
    'Der Replik, aus der die Antworten kommen, fehlen seit mehr als fünf Minuten die neuesten Daten.',
  RecordsDown: () =>
    'Die eigenen Aufzeichnungen der Installation antworten nicht: Niemand kann sich anmelden oder eine Antwort bekommen.',
  CacheDown: () => 'Der Zwischenspeicher antwortet nicht: Jede Frage liest die Datenbank.',
  CacheNearlyFull: () =>
    'Der Zwischenspeicher hat mehr als neun Zehntel seines Arbeitsspeichers belegt und schafft von selbst keinen Platz.',
  BrokerDown: () => 'Der Broker antwortet nicht: Arbeit wird verspätet weitergegeben.',
  BrokerSlow: () => 'Der Broker braucht mehr als zwei Sekunden für eine Antwort.',
  QueueOld: () => 'Ein Auftrag wartet seit mehr als einer Viertelstunde darauf, dass ihn jemand nimmt.',
  QueueNearlyFull: () =>
    'Mehr als vier Fünftel der Aufträge, die warten dürfen, warten: Bald werden weitere abgewiesen.',
  JobsSetAside: () => 'Aufträge wurden so oft versucht wie erlaubt und warten auf einen Menschen.',
  DeadLetters: () => 'Beim Broker wurden Nachrichten beiseitegelegt und warten auf einen Menschen.',
  ModelDown: () => 'Das Sprachmodell antwortet nicht: Fragen werden allein ohne es gelesen.',
  BudgetNearlyUsed: () => 'Mehr als vier Fünftel des Tagesbudgets für das Sprachmodell sind verbraucht.',
  BudgetUsed: () => 'Das Tagesbudget für das Sprachmodell ist verbraucht: Fragen werden ohne es gelesen.',
  DiskNearlyFull: () => 'Auf der Platte der Installation ist weniger frei, als frei bleiben soll.',
  DatabaseNearlyFull: () =>
    'Die Datenbank belegt auf ihrem Server mehr als 85 von hundert Teilen dessen, was sie belegen darf.',
  MemoryHigh: () =>
    'Der Hauptprozess belegt mehr als vier Fünftel des Arbeitsspeichers, den er belegen darf.',
  AuditChainBroken: () =>
    'Das Protokoll ist nicht unversehrt: Einträge wurden geändert, verschoben oder entfernt.',
  CertificateEnds: () =>
    'Das Zertifikat, mit dem diese Seite ausgeliefert wird, endet innerhalb von zwei Wochen.',
};
