/** The chat hub as a process of its own, to be killed: `node chat-hub-process.ts <database url> <folder> <port>`. Prints its URL. */
import { makePool, readUrl } from "../store/connection.ts";
import { startChatHub } from "./chat-hub.ts";

const [databaseUrl = "", folder = "", port = "0"] = process.argv.slice(2);
const pool = makePool(readUrl(databaseUrl, "the first argument"), () => {});
const hub = await startChatHub(pool, folder, { port: Number(port) });
process.stdout.write(`${hub.url}\n`);
