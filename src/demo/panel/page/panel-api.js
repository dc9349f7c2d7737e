// The panel's requests, and the faults of the stand-in's control API.

async function call(method, path, body) {
  const response = await fetch(path, {
    method, headers: { "content-type": "application/json" }, body: body && JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

export const state = (after) => call("GET", `panel/state/${after}`);
export const board = (on) => call("POST", "panel/board", { on });
export const killBoard = () => call("POST", "panel/board/kill");
export const kafka = (on) => call("POST", "panel/kafka", { on });
export const clock = (minutes) => call("POST", "panel/clock", { minutes });
export const consumers = (group, count) => call("POST", "panel/consumers", { group, count });
export const arm = (fault) => call("POST", "discord/faults", fault);
export const disarm = (fault) => call("DELETE", `discord/faults/${fault}`);
export const slash = (body) => call("POST", "discord/slash", body);
