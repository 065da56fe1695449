/// Users, apps, sessions, streams and their statuses: rules without wires.
///
/// One [io.glasscast.control.UserDesk] knows everything about one wearer and is a machine: sockets, webhooks, media
/// and time reach it as inputs, and what it wants done comes out as outputs. Everything of one user therefore happens
/// in order, one thing at a time.
@NullMarked
package io.glasscast.control;

import org.jspecify.annotations.NullMarked;
