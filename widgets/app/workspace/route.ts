/** The open room stands in the address, so that reload, back and a link work. */
export function roomOfAddress(): string | undefined {
  const room = /^#\/room\/(.+)$/.exec(location.hash)?.[1];
  try {
    return room ? decodeURIComponent(room) : undefined;
  } catch {
    return undefined;
  }
}

export const addressOfRoom = (id: string): string => `#/room/${encodeURIComponent(id)}`;

export function goToRoom(id: string): void {
  location.hash = addressOfRoom(id);
}

export function goToList(): void {
  location.hash = "#/";
}
