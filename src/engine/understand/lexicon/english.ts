/** English words that stand a letter or two from words of the lexicon and mean something else: never a slip. */
export const ENGLISH: ReadonlySet<string> = new Set(
  (
    'balanced median mode quartile percentile decile variance deviation correlation covariance skew alpha tracking positive negative ' +
    'neutral possible probable traded trader trading treaded invented infested vale valve venue revalue devalue evaluate ' +
    'manger manager stack stuck stick rested rusted trusted mouth mount years ears fear near steer shade shared sharer ' +
    'bound bond band brand blond fond found funds fend find finds bounds cast costly coast crash clash class classy clear ' +
    'clean cleaner claim client cent cents sell cell tell tall toll told sold gold bold hold holder holders holding cold ' +
    'rise rising raise raised rose fall fell falls fail failed fare fair pair paid raid rate rates rated ratio ratios date ' +
    'dated data late later rater hate gate hare hire tire tier tired tried trade grade graded trace track truck trend ' +
    'split spilt spite spit spin spun spend spent speed send sand sent seat seed need feed feel feet meet meat mean means ' +
    'meant moan loan loans lone lane line lines liner fine final finally finance financed yields field fields shield build ' +
    'buy boy bay guy pay play plays plan plans plane place placed price prices prize prime print point points paint pint ' +
    'port sport sports short sort sorts sorry story store stores score scores scare share spare space pace page pages wage ' +
    'wages age ages since sink sing sign signs sigh size sized site sites side sides wide width depth death wealth health ' +
    'healthy worth north south worse worst worry sorry marry carry curry hurry turn turned burn burned earn learned yearn ' +
    'learn teach reach reached beach each peach speech cheap cheaper sheep ship shop chop chip hip tip trip drip grip gross ' +
    'grass glass cross crass loss lass mass miss kiss less dress press stress guess guest quest request quote quota quoted ' +
    'quarterback million billion trillion pillion minimal maximal optimal annual manual casual actual factual mutual ritual ' +
    'average coverage leverage beverage storage postage percent present presents parent patient payment pavement movement ' +
    'moment comment document statement settlement settled settle battle bottle kettle little title total totally tonal ' +
    'annually monthly mostly costly lately weekly weakly daily dally rally reply supply apply comply simple sample example ' +
    'people couple double trouble table stable cable able unable enable bottom button cotton common command demand ' +
    'remand amend append depend expend expand expense expensive intensive extensive pension tension mention session ' +
    'position possession provision revision division decision vision mission omission emission commission permission ' +
    'transition transmission transaction traction fraction faction action auction section sector vector factor actor tractor ' +
    'other others another mother brother rather father gather weather whether either neither theirs there these those ' +
    'liquid liquidity illiquid leveraged hedged unhedged expired expiring maturing matured called callable pledged margin ' +
    'because again against amid among behind beside despite except instead perhaps rather though although unless until'
  ).split(/\s+/),
);
