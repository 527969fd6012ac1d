/** Words that may stand anywhere and mean nothing for the answer. */
export const FILLERS: ReadonlySet<string> = new Set(
  (
    'a an the my our your his her their its mine ours me i we us you he she they it this that these those there here ' +
    'is are was were be been being am does did has have had having would could can might please pls plz kindly ' +
    'thanks thank thx cheers hello hi hey dear good morning afternoon evening so like um uh well okay ok alright much very really quick quickly ' +
    'possibly maybe perhaps just exactly precisely roughly approximately about actual actually currently current right ' +
    'tell show give get got let know want wish need wonder wondering wondered hope hoping see look looking find check ' +
    'to in on at of for from with into within inside across through out ' +
    'and also too then now yet already still even as ' +
    'taking hold holds held have own owned come comes came go goes went going sit sits sitting stand stands stood lie lies lay ' +
    'paid pay pays paying receive received receives getting earned earn earning collected collect come coming happened happen happens occurred occur took take taken ' +
    'affected affect affecting impacted concerning among amongst suffered gotten billed invoiced debited deducted made make makes use uses used using generate generated generates bring brought produce produced incur incurred charge ' +
    'guys folks team sir madam question figure figures amount amounts sum data info information details result results ' +
    'stuff thing things one ones sort way terms term relation regard regarding concerning respect ' +
    'mr mrs ms miss dr prof herr frau ' +
    'some any if whether possible moment help everyone ' +
    'what which that how ' +
    'account accounts portfolio portfolios depot konto reached reach assigned u convert converted expressed measured table ' +
    'ist sind mein meine meinem meiner meines meinen unser unsere unserem unserer unseres aktuelle aktueller aktuelles aktuellen mir ich wir haben habe hat der die das den dem des ein eine bitte im am von zu es fur und gibt auf in war insgesamt ' +
    'all whole entire total overall altogether ' +
    'name names named currently invested investment ' +
    'back money such description descriptions memo note notes text look looks like ' +
    'gave brings exposed landed land arrived credited heavily ' +
    'called ending beginning booked posted described labelled labeled tagged belong belongs volume hope youre youve great nice ' +
    "together firm firms office wise business desk something statement statements record records books company's guys book including"
  ).split(/\s+/),
);

/** Fillers that may stand between the parts of one phrase. */
export const LIGHT: ReadonlySet<string> = new Set(
  'a an the my our your his her their its this these those all any some der die das den dem des mein meine meinem meiner'.split(
    ' ',
  ),
);

/** Fillers that would say which figure is meant where no other word does; passing over them allows no default figure. */
export const PASSED_VERBS: ReadonlySet<string> = new Set(
  (
    'paid pay pays paying receive received receives receiving earned earn earning collected collect made make makes generate generated ' +
    'generates produce produced produces incur incurred charge took take taken bring brought called invested investing went goes go going came come comes'
  ).split(' '),
);
