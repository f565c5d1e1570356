/** A process that draws, one chart at a time: what it needs to draw is large, and nobody needs it most of the time. */
import type { Answer } from "../metrics/answer.ts";
import { draw } from "./draw.ts";
import type { FromPainter } from "./painter.ts";

const tell = (message: FromPainter): void => {
  if (process.connected) process.send?.(message);
};

process.on("message", (answer: Answer) => {
  draw(answer).then(
    (drawn) => tell({ is: "drawn", picture: drawn && { ...drawn, png: drawn.png.toString("base64") } }),
    (error: unknown) => tell({ is: "failed", why: String(error) }),
  );
});
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
