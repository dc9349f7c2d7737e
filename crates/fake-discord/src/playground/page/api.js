// Calls the control API, as any other program does. Addresses are below the page's own.

export class Refused extends Error {}

// The stand-in has ended. The lost connection tells the reader.
export class Unreachable extends Error {}

async function call(method, path, body) {
  const sent = fetch(`discord/${path}`, { method, body: body && JSON.stringify(body) });
  const response = await sent.catch((error) => { throw new Unreachable(error.message); });
  const answer = await response.json();
  if (!response.ok) throw new Refused(answer.error);
  return answer;
}

const path = (...parts) => parts.map(encodeURIComponent).join("/");

export const world = () => call("GET", "world");
export const commands = () => call("GET", "commands");
export const messages = (channel, person) =>
  call("GET", `${path("channels", channel, "messages")}?seen_by=${encodeURIComponent(person)}`);
export const dm = (person) => call("POST", "dm", { person });
export const slash = (body) => call("POST", "slash", body);
export const click = (body) => call("POST", "click", body);
export const modal = (body) => call("POST", "modal", body);
export const say = (body) => call("POST", "say", body);
export const change = (person, body) => call("PATCH", path("people", person), body);
// Waits for the first answer; Discord gives an application 3 seconds.
export const answer = (interaction) => call("GET", `${path("interactions", interaction)}?wait_ms=3500`);

// Calls `changed` with "discord" or "panel", also after each new connection.
export function follow(changed, connected) {
  const socket = new WebSocket(new URL("news", document.baseURI).href.replace(/^http/, "ws"));
  socket.onopen = () => connected(true);
  socket.onmessage = (event) => changed(event.data);
  socket.onclose = () => {
    connected(false);
    setTimeout(() => follow(changed, connected), 1000);
  };
}
