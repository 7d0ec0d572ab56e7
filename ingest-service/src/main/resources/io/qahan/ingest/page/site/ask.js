// Questions to ingest, and what goes wrong with them in words for people.

/** What ingest says to a question when it refuses; the cause is a short name of why. */
export class Refused extends Error {
  constructor(answer, status) {
    super(`${answer.error} ${answer.advice ?? ''}`.trim());
    this.reason = answer.cause;
    this.status = status;
  }
}

/** What ingest answers; fails with a Refused if it refuses, and with another Error if it cannot be asked. */
export async function ask(path, request) {
  let response;
  try {
    response = await fetch(path, request);
  } catch {
    throw new Error('Ingest cannot be reached. Try again when this page says live.');
  }
  let answer;
  try {
    answer = await response.json();
  } catch { // something between may have answered
    throw new Error(`Ingest did not answer; what did says ${response.status} ${response.statusText}`.trim() + '.');
  }
  if (!response.ok) throw new Refused(answer, response.status);
  return answer;
}
