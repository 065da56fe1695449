/// Remembers apps, users and their secrets in an SQL database in the data folder.
///
/// SQLite today; the statements keep to what PostgreSQL understands too. Secrets are stored hashed.
@NullMarked
package io.glasscast.store;

import org.jspecify.annotations.NullMarked;
