package io.glasscast.contract;

/**
 * What became of a frame of text. Never an exception.
 *
 * @param <M> the family of messages that was expected
 */
public sealed interface Decoded<M> {
    /**
     * A message.
     *
     * @param envelope fields that any message may carry; claims of the sender, not facts
     */
    record Message<M>(M message, Envelope envelope) implements Decoded<M> {}

    /** A well-formed frame of a type that is not spoken here. The name is the sender's: never log it unshortened. */
    record Unknown<M>(String type) implements Decoded<M> {}

    /**
     * Not a message at all.
     *
     * @param why a constant in kebab-case, fit to label a counter: never built from input
     */
    record Malformed<M>(String why) implements Decoded<M> {}

    /**
     * The message of a frame that is known to be good (our own, or a test's).
     *
     * @throws IllegalStateException when it is not
     */
    default M orThrow() {
        if (this instanceof Message<M> message) return message.message();
        throw new IllegalStateException(toString());
    }
}
