/// The configuration: a small tree of records that cannot be wrong, and how it is read.
///
/// Every setting is declared once, in [io.glasscast.app.config.Settings]; `docs/configuration.md` names them all.
@NullMarked
package io.glasscast.app.config;

import org.jspecify.annotations.NullMarked;
