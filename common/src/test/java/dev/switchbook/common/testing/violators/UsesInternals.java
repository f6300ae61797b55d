package dev.switchbook.common.testing.violators;

import io.netty.util.internal.StringUtil;

final class UsesInternals {
    String run() {
        return StringUtil.simpleClassName(this);
    }
}
