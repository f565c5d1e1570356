/**
 * The chat hub as a process of its own, to be killed: `node chat-hub-process.ts <database url> <folder> <port> [point times]`.
 * It prints its URL. At a named point (`chat/writer/fault.ts`), reached so many times, it dies by itself.
 */
import { makePool, readUrl } from "../store/connection.ts";
import { startChatHub } from "./chat-hub.ts";

const [databaseUrl = "", folder = "", port = "0", point, times = "1"] = process.argv.slice(2);
let left = Number(times);
const fault = (reached: string) => {
  if (reached === point && --left === 0) process.kill(process.pid, "SIGKILL");
};
const pool = makePool(readUrl(databaseUrl, "the first argument"), () => {});
const hub = await startChatHub(pool, folder, { port: Number(port), fault });
process.stdout.write(`${hub.url}\n`);
