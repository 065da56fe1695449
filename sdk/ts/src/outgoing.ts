import type { AppToCloud, Envelope } from "./wire.js";

/** A message without what every message of the session carries. */
export type Outgoing = AppToCloud extends infer M ? (M extends AppToCloud ? Omit<M, keyof Envelope> : never) : never;

/** Who speaks. */
export interface Speaker {
  readonly sessionId: string;
  readonly packageName: string;
}

/** A frame with the message. What is undefined in it is left out. */
export function frame(message: Outgoing, { sessionId, packageName }: Speaker): string {
  return JSON.stringify({ ...message, sessionId, packageName, timestamp: new Date().toISOString() });
}
