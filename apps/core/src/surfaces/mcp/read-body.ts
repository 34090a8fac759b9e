import { CoreError } from "../../errors.ts";
import type { BodyRequest } from "../http/http-message.ts";
import { WholeRequest } from "../http/lane/whole-request.ts";

/**
 * Reads a whole body, `limit` bytes at most. Calls `done` once: with the body, with request.too_large as soon as the
 * limit is known to be passed, or with what `hold` throws. A connection that ends early calls nothing: there is nobody to
 * answer.
 * @param hold hears how many bytes there are so far
 */
export function readBody(
  req: BodyRequest,
  limit: number,
  hold: (bytes: number) => void,
  done: (error: Error | null, body: Buffer | null) => void,
): void {
  const announced = req.headers["content-length"];
  if (announced !== undefined && Number(announced) > limit) {
    done(tooLarge(limit), null);
    return;
  }
  if (req instanceof WholeRequest) {
    try {
      hold(req.body.length);
    } catch (error) {
      return done(error as Error, null);
    }
    return done(null, req.body);
  }
  let first: Buffer | null = null;
  let rest: Buffer[] | null = null;
  let length = 0;
  const refuse = (error: Error): void => {
    req.off("data", onData).off("end", onEnd).pause();
    done(error, null);
  };
  const onData = (chunk: Buffer): void => {
    length += chunk.length;
    if (length > limit) return refuse(tooLarge(limit));
    try {
      hold(length);
    } catch (error) {
      return refuse(error as Error);
    }
    if (first === null) first = chunk;
    else (rest ??= [first]).push(chunk);
  };
  const onEnd = (): void => done(null, rest ? Buffer.concat(rest, length) : (first ?? Buffer.alloc(0)));
  req.on("data", onData).on("end", onEnd);
}

const tooLarge = (limit: number): CoreError =>
  new CoreError("request.too_large", `The body is larger than the ${limit} bytes that this endpoint takes.`);
