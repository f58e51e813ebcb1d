// What is asked of the server, one thing at a time. A server that does not answer is asked again until it does.

const PATIENCE = [500, 1000, 2000, 4000]; // milliseconds between tries
const BEHIND_A_PROXY = [502, 503, 504]; // what a proxy says where the server is gone; ours says why, in JSON

// `onGone(true, now)` is called when the server does not answer, `now` tries again at once; `onGone(false)` when it does.
export function connection(onGone) {
  async function ask(address, body) {
    const options = { cache: "no-store" };
    if (body !== undefined) {
      Object.assign(options, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    }
    for (let tries = 0; ; tries += 1) {
      const answer = await attempt(address, options);
      if (answer) {
        if (tries) onGone(false);
        return answer;
      }
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, PATIENCE[Math.min(tries, PATIENCE.length - 1)]);
        onGone(true, () => { clearTimeout(timer); resolve(); });
      });
    }
  }
  return ask;
}

async function attempt(address, options) {
  let response;
  try {
    response = await fetch(address, options);
  } catch {
    return null;
  }
  try {
    return { ok: response.ok, status: response.status, ...await response.json() };
  } catch {
    if (BEHIND_A_PROXY.includes(response.status)) return null;
    const problem = response.status === 404
      ? "This address is not valid any more: the server was started again. Open the address that it printed."
      : `The server answers ${response.status}.`;
    return { ok: false, status: response.status, problem };
  }
}
