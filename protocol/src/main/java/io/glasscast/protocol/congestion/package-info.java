/// How much may be sent: transport-wide feedback for senders that estimate, a ceiling for those that do not, a
/// small loss-driven rate for our own glasses, and an estimate of what a viewer's line carries.
///
/// draft-holmer-rmcat-transport-wide-cc-extensions-01, draft-alvestrand-rmcat-remb-03, draft-ietf-rmcat-gcc-02.
@NullMarked
package io.glasscast.protocol.congestion;

import org.jspecify.annotations.NullMarked;
