/** The refusals of the Client-Server API, by errcode ("Standard error response" of the specification). */
import { MatrixError } from "../errors.ts";

export const forbidden = (sentence: string) => new MatrixError("M_FORBIDDEN", 403, sentence);

export const notFound = (sentence: string) => new MatrixError("M_NOT_FOUND", 404, sentence);

export const badJson = (sentence: string) => new MatrixError("M_BAD_JSON", 400, sentence);

export const invalidParam = (sentence: string) => new MatrixError("M_INVALID_PARAM", 400, sentence);

export const missingParam = (name: string) =>
  new MatrixError("M_MISSING_PARAM", 400, `The parameter ${name} is needed; it did not come.`);

export const limited = (milliseconds: number) =>
  new MatrixError("M_LIMIT_EXCEEDED", 429, `Too many requests. Try again in ${milliseconds} ms.`, {
    retry_after_ms: milliseconds,
  });

export const tooLarge = (what: string, limit: number, got: number) =>
  new MatrixError("M_TOO_LARGE", 413, `${what} may have ${limit} bytes; it has ${got}.`);

export const unknownRoom = (roomId: string) =>
  new MatrixError("M_FORBIDDEN", 403, `You are not in a room ${roomId}.`);

export const unrecognized = (method: string, path: string) =>
  new MatrixError("M_UNRECOGNIZED", 404, `There is no endpoint ${method} ${path}.`);

export const wrongMethod = (method: string, path: string) =>
  new MatrixError("M_UNRECOGNIZED", 405, `The endpoint ${path} does not know ${method}.`);
