package dev.switchbook.common.log;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.JsonEscapeUtil;

/**
 * Logback's JSON lines with what a collector looks for: {@code timestamp} (epoch ms), {@code level}, {@code threadName},
 * {@code loggerName}, {@code throwable}, {@code message}.
 *
 * <p>Logback's own {@code message} is the template with its {@code {}} unfilled; collectors show the field of that name,
 * so it holds the finished text here.
 */
final class FlatJsonEncoder extends JsonEncoder {
    FlatJsonEncoder() {
        setWithSequenceNumber(false);
        setWithNanoseconds(false);
        setWithContext(false);
        setWithMarkers(false);
        setWithMDC(false);
        setWithKVPList(false);
        setWithArguments(false);
        setWithMessage(false);
    }

    @Override
    protected void appendCustomFields(StringBuilder line, ILoggingEvent event) {
        line.append(VALUE_SEPARATOR);
        String message = String.valueOf(event.getFormattedMessage());
        appenderMember(line, MESSAGE_ATTR_NAME, JsonEscapeUtil.jsonEscapeString(message));
    }
}
