/// Measurements of running servers, ours and others, and the load that makes them. What is measured is always another
/// process, known by its addresses and its process id; this one publishes, watches and reads the kernel's accounts.
@org.jspecify.annotations.NullMarked
package io.glasscast.bench;
