/**
 * What FreeSWITCH keeps of the directory, made to follow Redis: its cache of users, and the registrations that they let in.
 *
 * <p>{@link dev.switchbook.recorder.flush.FlushService} has one watch of the keys for the whole process. {@code ChangeWatch} finds
 * <em>which</em> extensions changed: it reads the domain again and compares it with a {@code DigestTable}. {@code Plan} says under
 * which names FreeSWITCH may hold them, and each {@code NodeFlusher} tells its node, as long as this process has the node's link.
 * {@code RevokeGuard} decides whose registrations may be dropped, {@code NodeRevoker} drops them.
 */
@NullMarked
package dev.switchbook.recorder.flush;

import org.jspecify.annotations.NullMarked;
