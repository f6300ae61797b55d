/**
 * Answers that were given before, served again only while they are known to be right.
 *
 * <p>Redis tells of each changed key ({@link dev.switchbook.common.redis.KeyChanges}); {@link
 * dev.switchbook.directory.cache.Freshness} keeps when a key last changed and whether the telling link has proved itself;
 * {@link dev.switchbook.directory.cache.CachedDirectory} serves what is right by both, and has everything else looked up,
 * once for all who ask for it.
 */
@NullMarked
package dev.switchbook.directory.cache;

import org.jspecify.annotations.NullMarked;
