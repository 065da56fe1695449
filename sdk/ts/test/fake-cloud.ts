import assert from "node:assert/strict";
import { type Server, createServer } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { type Raw, parseObject } from "../src/fields.js";
import type { CloudToApp } from "../src/wire.js";
import { Mailbox } from "./mailbox.js";

/** A cloud whose words are the test's to choose. */
export class FakeCloud {
  readonly #wires = new Mailbox<Wire>();
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #http: Server;
  #refusal = 0;

  private constructor(http: Server) {
    this.#http = http;
    http.on("upgrade", (request, socket, head) => {
      if (this.#refusal === 0)
        this.#sockets.handleUpgrade(request, socket, head, (opened) =>
          this.#wires.put(new Wire(opened, request.url ?? "")),
        );
      else socket.end(`HTTP/1.1 ${this.#refusal} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    });
  }

  static async open(): Promise<FakeCloud> {
    const http = createServer();
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    return new FakeCloud(http);
  }

  get address(): string {
    const address = this.#http.address();
    assert(typeof address === "object" && address !== null);
    return `ws://127.0.0.1:${address.port}`;
  }

  /** From now on answers handshakes with this HTTP status; 101 again to let them in. */
  refuseWith(status: number): void {
    this.#refusal = status === 101 ? 0 : status;
  }

  /** The next connection. */
  next(): Promise<Wire> {
    return this.#wires.next("a connection");
  }

  /** The next connection, after its handshake. */
  async accept(): Promise<Wire> {
    const wire = await this.next();
    await wire.expect("tpa_connection_init");
    wire.say('{"type":"tpa_connection_ack","capabilities":{"modelName":"Mentra Live","hasCamera":true}}');
    await wire.expect("subscription_update");
    return wire;
  }

  get isQuiet(): boolean {
    return this.#wires.isEmpty;
  }

  close(): void {
    this.#http.close();
    for (const socket of this.#sockets.clients) socket.terminate();
  }
}

/** One connection, seen from the cloud. */
export class Wire {
  readonly path: string;
  readonly #socket: WebSocket;
  readonly #heard = new Mailbox<string>();

  constructor(socket: WebSocket, path: string) {
    this.path = path;
    this.#socket = socket;
    socket.on("message", (data) => this.#heard.put(data.toString()));
    socket.on("close", (code) => this.#heard.put(`close ${code}`));
  }

  /** The next frame: text, or `close 1000`. */
  hear(): Promise<string> {
    return this.#heard.next("a frame");
  }

  /** The next frame, which must be of this type. */
  async expect(type: string): Promise<Raw> {
    const frame = await this.hear();
    const message = parseObject(frame);
    assert(message?.["type"] === type, `${type} expected: ${frame}`);
    return message;
  }

  get isQuiet(): boolean {
    return this.#heard.isEmpty;
  }

  say(text: string): void {
    this.#socket.send(text);
  }

  tell(message: CloudToApp): void {
    this.say(JSON.stringify(message));
  }

  active(streamId: string): void {
    this.tell({
      type: "managed_stream_status",
      status: "active",
      streamId,
      hlsUrl: `https://c/${streamId}.m3u8`,
      dashUrl: `https://c/${streamId}.mpd`,
      webrtcUrl: `https://c/whep/${streamId}`,
      previewUrl: `https://c/watch/${streamId}`,
    });
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  /** As if the network were gone. */
  cut(): void {
    this.#socket.terminate();
  }
}
