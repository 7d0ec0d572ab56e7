// The event stream. Events come faster than anybody can draw: those of a type replace each other
// until the next animation frame, and pictures queue up to a bound. So a slow browser draws less,
// but is never behind.

const PICTURES = 16;
const SILENT_AFTER = 15000; // three beats
const RETRY_FULL = 30000;
const TYPES = ['setup', 'numbers', 'verdicts', 'details', 'queue', 'beat'];

/** What has come in and what was drawn, for the line in the header and for tests. */
export const pace = {received: 0, numbers: 0, frames: 0, drawn: 0, worstDelay: 0};

/**
 * Listens for as long as the page is open.
 *
 * handlers: by type, called with the parsed event, at most once a frame, pictures with a list.
 * state: called with 'open', 'lost', 'silent' or 'full' and a message when that changes.
 */
export function listen(handlers, state) {
  const waiting = new Map();
  const pictures = [];
  let source = null;
  let scheduled = false;
  let oldest = 0;
  let heard = performance.now();
  let now = '';

  const turn = (next, message) => {
    if (now !== next) {
      now = next;
      state(next, message);
    }
  };

  const draw = () => {
    scheduled = false;
    pace.frames++;
    pace.worstDelay = Math.max(pace.worstDelay, performance.now() - oldest);
    for (const [type, text] of [...waiting]) {
      waiting.delete(type);
      pace.drawn++;
      handlers[type]?.(JSON.parse(text));
    }
    if (pictures.length > 0) {
      handlers.pictures(pictures.splice(0).map(text => JSON.parse(text)));
    }
  };

  const arrived = () => {
    heard = performance.now();
    pace.received++;
    turn('open', '');
    if (!scheduled) {
      scheduled = true;
      oldest = heard;
      requestAnimationFrame(draw);
    }
  };

  const connect = () => {
    source = new EventSource('live/events');
    for (const type of TYPES) {
      source.addEventListener(type, event => {
        waiting.set(type, event.data);
        if (type === 'numbers') pace.numbers++;
        arrived();
      });
    }
    source.addEventListener('picture', event => {
      pictures.push(event.data);
      if (pictures.length > PICTURES) pictures.shift();
      arrived();
    });
    source.addEventListener('full', event => {
      source.close();
      turn('full', JSON.parse(event.data));
      setTimeout(connect, RETRY_FULL);
    });
    source.onerror = () => {
      turn('lost', 'The connection to ingest is lost. Trying again.');
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
    };
  };

  setInterval(() => {
    if (now === 'open' && performance.now() - heard > SILENT_AFTER) {
      turn('silent', 'Nothing has come from ingest for 15 seconds.');
    }
  }, 1000);
  connect();
}
