/**
 * What goes over the control wires: messages as records, grouped by who tells whom, and their JSON.
 *
 * <p>Server, SDKs and glasses share it. Reading is tolerant: unknown fields are ignored, an unknown type is a value,
 * and names of older clients become the same records with their {@link io.glasscast.contract.Dialect} remembered.
 * {@link io.glasscast.contract.Wire} is the only door between records and text.
 */
@NullMarked
package io.glasscast.contract;

import org.jspecify.annotations.NullMarked;
