// Replaced by the panel of the program that serves the page. `mount` gets the node to fill.

export const phonesOff = [];

export function mount() {
  return null;
}
