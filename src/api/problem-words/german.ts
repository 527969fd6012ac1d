import type { ProblemCode } from '../../vocabulary/problem.ts';

/** What each problem is called in German, and what to do about it where no sentence below says it more closely. */
export const GERMAN: Readonly<Record<ProblemCode, readonly [title: string, sentence: string]>> = {
  usage: ['Die Anfrage ist nicht richtig gebildet', 'Etwas an der Eingabe stimmt nicht; bitte berichtigen.'],
  not_found: ['Das gibt es nicht', 'Das gibt es nicht oder nicht mehr; die Seite neu laden.'],
  not_signed_in: ['Bitte zuerst anmelden', 'Bitte zuerst anmelden.'],
  not_permitted: [
    'Darauf haben Sie keinen Zugriff',
    'Darauf haben Sie keinen Zugriff; fragen Sie, wer sich hier um Personen und Rechte kümmert.',
  ],
  too_large: [
    'Die Anfrage ist zu groß',
    'Das ist mehr, als hier auf einmal geht; bitte verkleinern oder aufteilen.',
  ],
  too_many: ['Zu viele Anfragen', 'Zu viele Anfragen in kurzer Zeit; in einer Minute noch einmal versuchen.'],
  stopped: ['Angehalten', 'Es wurde angehalten.'],
  busy: ['Gerade läuft zu viel', 'Gerade läuft zu viel; gleich noch einmal versuchen.'],
  no_data: [
    'Es wurden noch keine Daten übernommen',
    'Dafür gibt es noch keine Daten; zuerst eine Lieferung übernehmen.',
  ],
  version_gone: [
    'Dieser Datenstand wird nicht mehr aufbewahrt',
    'Die Daten sind seither weitergegangen; bitte neu fragen.',
  ],
  replay_differs: [
    'Die Antwort fiel anders aus',
    'Die Antwort fiel beim Nachrechnen anders aus; bitte melden.',
  ],
  sql_refused: [
    'Die Anweisung ist nicht erlaubt',
    'Die Anweisung ist hier nicht erlaubt; bitte anders fassen.',
  ],
  sql_invalid: [
    'Die Anweisung wurde nicht verstanden',
    'Die Anweisung wurde nicht verstanden; bitte anders fassen.',
  ],
  sql_limit: [
    'Die Anweisung stieß an eine Grenze',
    'Das braucht mehr, als eine Antwort darf; nach weniger Konten oder kürzerer Zeit fragen.',
  ],
  source_unreadable: [
    'Die Lieferung konnte nicht gelesen werden',
    'Die Lieferung konnte nicht gelesen werden; Datei und Zuordnung prüfen.',
  ],
  source_unavailable: [
    'Die Quelle antwortet nicht',
    'Die Quelle antwortet nicht; später noch einmal versuchen.',
  ],
  mapping_invalid: [
    'Die Zuordnung ist nicht gültig',
    'Die Zuordnung ist nicht gültig; docs/sources.md beschreibt Zuordnungen.',
  ],
  upload_conflict: [
    'Die Übertragung steht an anderer Stelle',
    'Die Übertragung steht an anderer Stelle; dort weitermachen.',
  ],
  file_infected: [
    'Der Virenscanner hat eine Datei abgewiesen',
    'Der Virenscanner hat etwas gefunden, die Dateien wurden gelöscht; den Absender verständigen.',
  ],
  scanner_unavailable: [
    'Der Virenscanner antwortet nicht',
    'Der Virenscanner konnte die Datei nicht prüfen; später noch einmal versuchen.',
  ],
  delivery_refused: [
    'Eine Tabelle der Lieferung wurde abgewiesen',
    'Zu viele Zeilen einer Tabelle sind fehlerhaft; der Lauf nennt sie mit Gründen.',
  ],
  model_unavailable: [
    'Das Sprachmodell antwortet nicht',
    'Das Sprachmodell antwortet nicht; später noch einmal versuchen.',
  ],
  model_busy: [
    'Das Sprachmodell nimmt gerade keine Fragen mehr an',
    'Das Sprachmodell nimmt gerade keine Fragen mehr an; gleich noch einmal versuchen.',
  ],
  model_refused: [
    'Das Sprachmodell lehnte die Frage ab',
    'Das Sprachmodell lehnte die Frage ab; bitte anders fragen.',
  ],
  model_unreadable: [
    'Die Antwort des Sprachmodells ist nicht zu gebrauchen',
    'Die Antwort des Sprachmodells ist nicht zu gebrauchen; noch einmal versuchen.',
  ],
  model_not_accepted: [
    'Das Sprachmodell nimmt die Einstellungen nicht an',
    'Das Sprachmodell nimmt die Einstellungen nicht an; wer Askfolio betreibt, muss sie berichtigen.',
  ],
  model_budget: [
    'Das Budget für das Sprachmodell ist für heute verbraucht',
    'Das Budget für das Sprachmodell ist für heute verbraucht; morgen geht es weiter.',
  ],
  already_running: ['Es läuft schon', 'Es läuft schon; warten, bis es zu Ende ist.'],
  cut_off: ['Es brach ab', 'Es brach ab, weil sein Prozess endete; noch einmal beginnen.'],
  not_good_enough: ['Die Antworten sind nicht gut genug', 'Die Antworten sind nicht gut genug.'],
  port_in_use: ['Der Port ist belegt', 'Der Port ist belegt; einen anderen wählen.'],
  home_unusable: [
    'Der Datenordner ist nicht zu gebrauchen',
    'Der Datenordner ist nicht zu gebrauchen; wer Askfolio betreibt, muss danach sehen.',
  ],
  wrong_key: [
    'Der Schlüssel öffnet den Speicher nicht',
    'Der Schlüssel passt nicht; mit dem Schlüssel starten, mit dem die Daten angelegt wurden.',
  ],
  store_corrupt: [
    'Der Speicher ist beschädigt',
    'Der Speicher ist beschädigt; bitte melden und aus einer Sicherung wiederherstellen.',
  ],
  queue_unavailable: [
    'Die Warteschlange antwortet nicht',
    'Die Warteschlange antwortet nicht; der Auftrag ist notiert und wird erledigt, sobald sie wieder antwortet.',
  ],
  store_unavailable: [
    'Der Speicher antwortet nicht',
    'Fragen können gerade nicht beantwortet werden; gleich noch einmal versuchen.',
  ],
  issuer_unavailable: [
    'Der Anmeldedienst antwortet nicht',
    'Der Anmeldedienst antwortet nicht; gleich noch einmal versuchen.',
  ],
  key_service: [
    'Der Schlüsseldienst antwortet nicht',
    'Der Schlüsseldienst antwortet nicht; später noch einmal versuchen.',
  ],
  backup_unreadable: [
    'Die Sicherung kann nicht gelesen werden',
    'Die Sicherung kann nicht gelesen werden; eine andere Kopie nehmen.',
  ],
  audit_broken: [
    'Das Prüfprotokoll ist nicht vollständig',
    'Das Prüfprotokoll ist nicht vollständig; bitte sofort melden.',
  ],
  audit_unavailable: [
    'Das Prüfprotokoll kann nicht geschrieben werden',
    'Das Prüfprotokoll konnte nicht geschrieben werden, darum wird nichts gezeigt; Platz schaffen und noch einmal versuchen.',
  ],
  settings_invalid: [
    'Eine Einstellung ist nicht gültig',
    'Eine Einstellung ist nicht gültig; wer Askfolio betreibt, muss sie berichtigen.',
  ],
  check_failed: [
    'Die Antwort bestand ihre eigenen Prüfungen nicht',
    'Die Antwort bestand ihre eigenen Prüfungen nicht und wird nicht gezeigt; bitte die Frage melden.',
  ],
  internal: [
    'Bei uns ging etwas schief',
    'Bei uns ging etwas schief; noch einmal versuchen, und mit der Uhrzeit melden, wenn es bleibt.',
  ],
};

/** Sentences that people meet on the page; `{}` stands for what is put in. A test finds one that is said nowhere. */
export const GERMAN_SENTENCES: readonly (readonly [english: string, german: string])[] = [
  [
    'A password has from {} to {} characters; several words are best.',
    'Ein Passwort hat {} bis {} Zeichen; am besten sind mehrere Wörter.',
  ],
  [
    'This password is among the first that are guessed; take several words.',
    'Dieses Passwort gehört zu denen, die zuerst geraten werden; bitte mehrere Wörter nehmen.',
  ],
  [
    'Your role asks for a second factor; set up another one before this goes.',
    'Ihre Rolle verlangt einen zweiten Faktor; bitte einen anderen einrichten, bevor dieser entfernt wird.',
  ],
  [
    'Set up a second factor first; codes come with it.',
    'Bitte zuerst einen zweiten Faktor einrichten; Codes gehören dazu.',
  ],
  [
    'This takes a sign-in of the last {} minutes; sign in again at /signin?again=yes.',
    'Das braucht eine Anmeldung der letzten {} Minuten; bitte unter /signin?again=yes noch einmal anmelden.',
  ],
  [
    'The form is not filled in as it must be; go back and try again.',
    'Das Formular ist nicht richtig ausgefüllt; bitte zurückgehen und noch einmal versuchen.',
  ],
  ['The file is empty; export it again.', 'Die Datei ist leer; bitte noch einmal exportieren.'],
  [
    "A file's name has up to {} bytes, no slashes and no dot at its beginning; rename the file.",
    'Ein Dateiname hat höchstens {} Bytes, keine Schrägstriche und keinen Punkt am Anfang; bitte umbenennen.',
  ],
  [
    'A file may have {} MiB here; pack or split it, or let it be read from a folder by `askfolio sources add`.',
    'Eine Datei darf hier {} MiB haben; packen, aufteilen oder mit `askfolio sources add` aus einem Ordner lesen lassen.',
  ],
  [
    'You have as many deliveries waiting as one may have; confirm or remove some first.',
    'Es warten so viele Lieferungen von Ihnen, wie eine Person haben darf; zuerst einige bestätigen oder entfernen.',
  ],
  [
    'Too much waits to be taken in; confirm or remove deliveries, and try again.',
    'Es wartet zu viel auf die Übernahme; Lieferungen bestätigen oder entfernen und noch einmal versuchen.',
  ],
  [
    'The delivery has a file of that name already; hand it in by itself.',
    'Die Lieferung hat schon eine Datei dieses Namens; bitte für sich übergeben.',
  ],
  [
    'A delivery has no more files than that; pack them into one ZIP file.',
    'Mehr Dateien hat eine Lieferung nicht; in eine ZIP-Datei packen.',
  ],
  [
    'More came than the file was said to have; begin it anew.',
    'Es kam mehr, als die Datei haben sollte; bitte neu beginnen.',
  ],
  [
    'This delivery takes no more files; begin another one.',
    'Diese Lieferung nimmt keine Dateien mehr an; eine neue beginnen.',
  ],
  [
    'Not everything has come yet; let the upload come to its end first.',
    'Es ist noch nicht alles angekommen; zuerst die Übertragung zu Ende führen.',
  ],
  [
    'Another upload of this file is under way; wait until it is done.',
    'Diese Datei wird gerade schon übertragen; warten, bis das zu Ende ist.',
  ],
  [
    'This file ends elsewhere than the upload goes on; ask where it ends and go on from there.',
    'Die Datei endet anderswo, als die Übertragung weitermacht; dort weitermachen, wo sie endet.',
  ],
  [
    'There is no such delivery; it may be over or removed: hand the files in again.',
    'Diese Lieferung gibt es nicht; vielleicht ist sie abgelaufen oder entfernt: Dateien noch einmal übergeben.',
  ],
  [
    'This delivery has been confirmed already; its run says what became of it.',
    'Diese Lieferung wurde schon bestätigt; ihr Lauf sagt, was daraus wurde.',
  ],
  [
    'These files are being looked at; wait until that is done.',
    'Diese Dateien werden gerade angesehen; warten, bis das zu Ende ist.',
  ],
  [
    'Nobody has looked at these files yet; look at what they are before they are confirmed.',
    'Diese Dateien wurden noch nicht angesehen; erst ansehen, dann bestätigen.',
  ],
  [
    'Nothing could be read in these files; choose another mapping first.',
    'In diesen Dateien war nichts zu lesen; zuerst eine andere Zuordnung wählen.',
  ],
  [
    'It is being taken in; wait until its run is over.',
    'Sie wird gerade übernommen; warten, bis der Lauf zu Ende ist.',
  ],
  [
    'The name of a source has up to 64 letters, digits, dots, dashes and underlines; give it another.',
    'Der Name einer Quelle hat höchstens 64 Buchstaben, Ziffern, Punkte, Binde- und Unterstriche; bitte einen anderen wählen.',
  ],
  [
    'The mapping is too large; a mapping has a few hundred lines.',
    'Die Zuordnung ist zu groß; eine Zuordnung hat einige hundert Zeilen.',
  ],
  [
    'There is no such run; reload the list of runs.',
    'Diesen Lauf gibt es nicht; die Liste der Läufe neu laden.',
  ],
  [
    'It is no longer known where this delivery came from; import it again, or add it as a source.',
    'Woher diese Lieferung kam, ist nicht mehr bekannt; noch einmal übernehmen oder als Quelle eintragen.',
  ],
  [
    'Too many imports are waiting; try again when some are done.',
    'Zu viele Übernahmen warten; noch einmal versuchen, wenn einige fertig sind.',
  ],
  [
    'Your role does not include this; ask whoever looks after the people of this installation.',
    'Ihre Rolle umfasst das nicht; fragen Sie, wer sich hier um die Personen kümmert.',
  ],
  [
    'There is no such conversation; open another or start a new one.',
    'Dieses Gespräch gibt es nicht; ein anderes öffnen oder ein neues beginnen.',
  ],
  ['Your board is full; take a question off it first.', 'Ihr Brett ist voll; zuerst eine Frage abnehmen.'],
  [
    'Word cannot be sent that way here; ask whoever runs Askfolio to set it up.',
    'So können hier keine Nachrichten verschickt werden; wer Askfolio betreibt, kann es einrichten.',
  ],
  [
    'There is a person of that name already; change that one, or choose another name.',
    'Eine Person dieses Namens gibt es schon; diese ändern oder einen anderen Namen wählen.',
  ],
  [
    'Nobody changes his or her own rights; ask another administrator.',
    'Niemand ändert die eigenen Rechte; einen anderen Administrator fragen.',
  ],
  ['An advisor needs an advisor id.', 'Ein Berater braucht eine Berater-Id.'],
  [
    'Questions cannot be answered just now; try again in a moment.',
    'Fragen können gerade nicht beantwortet werden; gleich noch einmal versuchen.',
  ],
  [
    'Data are being published just now; ask again in a moment.',
    'Gerade werden Daten veröffentlicht; gleich noch einmal fragen.',
  ],
  [
    'A question may have at most {} characters; make it shorter.',
    'Eine Frage darf höchstens {} Zeichen haben; bitte kürzen.',
  ],
  [
    'Too many requests in a short time; wait a minute and try again.',
    'Zu viele Anfragen in kurzer Zeit; eine Minute warten und noch einmal versuchen.',
  ],
  [
    'There are no accounts that you may see; ask for access to some.',
    'Es gibt keine Konten, die Sie sehen dürfen; um Zugriff bitten.',
  ],
  [
    'What you may see has changed while this was worked out; ask again.',
    'Was Sie sehen dürfen, hat sich inzwischen geändert; bitte noch einmal fragen.',
  ],
];
