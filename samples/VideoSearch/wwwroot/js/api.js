/** Calls the server. A refusal becomes an Error with the server's own words. */
export async function call(method, path, body, signal) {
  let response;
  try {
    response = await fetch(path, {
      method,
      signal,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Error('The program does not answer. Is it still running?');
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Error(problem.detail ?? `The program answered with ${response.status}.`);
  }
  const text = await response.text();
  return text === '' ? null : JSON.parse(text);
}
