// What the trainer noticed of drift, and what was done about it.
import {at, clock, fact, number, percent, say} from './format.js';

const DETECTORS = {adwin: 'ADWIN', 'page-hinkley': 'Page-Hinkley'};

const doneAbout = watch => {
  if (watch.answer === 'RESTART') return 'a new head was begun';
  if (watch.answer !== 'BOOST') return 'the head learned on';
  return watch.boostLeft > 0
    ? `the head learns faster, for ${number(watch.boostLeft)} more steps`
    : 'the head learned faster for a while';
};

const RETRAININGS = {
  DUE: 'a retraining is due',
  BEGAN: 'a retraining goes on',
  SCORED: 'a retrained network was scored',
  PROMOTED: 'a retrained network was promoted',
  WITHHELD: 'a retrained network was withheld',
  FAILED: 'a retraining failed',
};

/** The newest alarm of those that the heads tell of and the one of the trainer's state. */
function lastAlarm(details) {
  const noticed = details.drifts.at(-1);
  const alarm = details.drift?.alarm;
  return alarm != null && (!noticed || alarm >= noticed.example) ? {example: alarm, at: noticed?.example === alarm ? noticed.at : null} : noticed;
}

/** Shows it; the state of the trainer is read with each head that is published. */
export function show(details) {
  const watch = details.drift;
  const alarm = lastAlarm(details);
  const now = at('drift-now');
  const recovering = watch?.recovering ?? false;
  now.className = `verdict ${recovering ? 'wrong' : alarm ? '' : 'right'}`;
  say('drift-now', !watch && !alarm
    ? 'No trainer has told of it yet.'
    : recovering
      ? 'Answers are not as good again yet.'
      : alarm ? 'Noticed, and over.' : 'None noticed.');
  const since = details.retrainings.at(-1);
  at('drift').replaceChildren(
    ...fact('detector', watch == null
      ? 'not known'
      : watch.detector == null ? 'none' : `${DETECTORS[watch.detector] ?? watch.detector}, ${number(watch.watched)} labels seen`),
    ...fact('last alarm', alarm ? `at label ${number(alarm.example)}${alarm.at == null ? '' : `, about ${clock(alarm.at)}`}` : 'none'),
    ...watch?.before != null ? fact('before', `${percent(watch.before)} of answers were right`) : [],
    ...recovering ? fact('since', `${number(watch.since)} labels`) : [],
    ...alarm && watch ? fact('done', doneAbout(watch)) : [],
    ...since ? fact('network', `${RETRAININGS[since.stage] ?? 'a retraining goes on'}, ${clock(since.at)}`) : []);
}
