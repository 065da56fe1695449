import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import { FRAME_LIMIT, type Raw, parseObject } from "./fields.js";

/** Whose webhook it is. */
export interface Receiver {
  health(): object;
  /** Settled when the session stands, or cannot. */
  asked(request: Raw): Promise<void>;
  stopped(request: Raw): void;
}

/** In UTF-8 no character takes more than three bytes of a frame's UTF-16 units. */
const BODY_LIMIT_BYTES = 3 * FRAME_LIMIT;

/** Read of a body that is too long, so that its sender learns why; whoever sends more is not owed an answer. */
const DROPPED_BYTES = 1 << 20;

/** The HTTP side of an app: the cloud asks for sessions here, and ends them. */
export class WebhookServer {
  readonly #http: Server;
  readonly #receiver: Receiver;

  constructor(receiver: Receiver) {
    this.#receiver = receiver;
    this.#http = createServer((request, response) => void this.#serve(request, response));
  }

  listen(port: number, host: string | undefined): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#http.once("error", reject);
      this.#http.listen(port, host, () => {
        const address = this.#http.address();
        resolve(typeof address === "object" && address !== null ? address.port : port);
      });
    });
  }

  close(): void {
    this.#http.close();
    this.#http.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split("?")[0];
    const method = { "/health": "GET", "/webhook": "POST" }[path ?? ""];
    if (method === undefined) answer(response, 404, problem("Not found"));
    else if (method !== request.method) answer(response, 405, problem("Method not allowed"));
    else if (method === "GET") answer(response, 200, { status: "healthy", ...this.#receiver.health() });
    else await this.#webhook(request, response);
  }

  async #webhook(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await read(request).catch(() => undefined);
    if (body === undefined) {
      response.setHeader("Connection", "close");
      answer(response, 400, problem("frame-too-long"));
      return;
    }
    const message = parseObject(body);
    switch (message?.["type"]) {
      case "session_request": {
        const taken = await this.#receiver.asked(message).then(
          () => true,
          () => false,
        );
        if (taken) answer(response, 200, { status: "success" });
        else answer(response, 500, problem("Failed to connect"));
        break;
      }
      case "stop_request":
        this.#receiver.stopped(message);
        answer(response, 200, { status: "success" });
        break;
      default:
        answer(response, 400, problem(message === undefined ? "json-malformed" : "Unknown webhook request type"));
    }
  }
}

/** Nothing for a body that is too long. */
async function read(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= BODY_LIMIT_BYTES) chunks.push(chunk);
    if (length > BODY_LIMIT_BYTES + DROPPED_BYTES) break;
  }
  return length > BODY_LIMIT_BYTES ? undefined : Buffer.concat(chunks).toString();
}

function problem(message: string): object {
  return { status: "error", message };
}

function answer(response: ServerResponse, status: number, json: object): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(json));
}
