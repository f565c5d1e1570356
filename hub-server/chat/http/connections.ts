/** From where each session was last heard: in memory only, for the person and for administrators. */
export interface Connection {
  readonly ip: string;
  /** Milliseconds since 1970. */
  readonly last_seen: number;
  readonly user_agent: string;
}

export interface Connections {
  readonly heard: (userId: string, deviceId: string, connection: Connection) => void;
  /** Of one session, the newest first. */
  readonly of: (userId: string, deviceId: string) => readonly Connection[];
}

const mostPerSession = 5;

/** @param limit sessions to remember */
export function openConnections(limit: number): Connections {
  const sessions = new Map<string, Connection[]>();
  return {
    heard: (userId, deviceId, connection) => {
      const key = `${userId} ${deviceId}`;
      const before = sessions.get(key);
      const same = (one: Connection) => one.ip === connection.ip && one.user_agent === connection.user_agent;
      // The usual case, once per request: nothing but the time is new.
      if (before && same(before[0]!)) {
        before[0] = connection;
        return;
      }
      const others = (before ?? []).filter((one) => !same(one));
      sessions.set(key, [connection, ...others].slice(0, mostPerSession));
      if (sessions.size > limit) sessions.delete(sessions.keys().next().value!);
    },
    of: (userId, deviceId) => sessions.get(`${userId} ${deviceId}`) ?? [],
  };
}
